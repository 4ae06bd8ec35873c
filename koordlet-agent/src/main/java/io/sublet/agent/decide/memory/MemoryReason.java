package io.sublet.agent.decide.memory;

import io.sublet.model.reason.ReasonCode;

/** Why the kernel is told something about memory or not. */
public enum MemoryReason implements ReasonCode {
    Protected("Memory of pods is kept, slowed down or reclaimed as the policy says."),
    ReclaimsEarlier("The kernel keeps more memory free on the node, as the policy says."),
    AsWanted("Every group has the memory settings that the policy asks for."),
    NotAsked("The policy asks for nothing."),
    NoLongerAsked("The policy no longer asks for it, the group is as it was."),
    PolicyUnknown("The node's policy is not known."),
    PodsUnknown("The node's pods are not known."),
    TierMissing("There is no group of pods."),
    Short("The node is short of free memory, best effort gives page cache back."),
    Enough("The node has enough free memory."),
    MemoryUnknown("The node's memory or its pressure is not known."),
    CoolingDown("Page cache was given back a moment ago."),
    NothingToReclaim("No best-effort pod has page cache worth taking."),
    NotSupported("The kernel cannot reclaim the memory of a group on request.");

    private final String sentence;

    MemoryReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
