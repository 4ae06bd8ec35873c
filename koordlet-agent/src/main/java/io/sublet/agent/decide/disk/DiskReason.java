package io.sublet.agent.decide.disk;

import io.sublet.model.reason.ReasonCode;

/** Why something is told the kernel about disks or not. */
public enum DiskReason implements ReasonCode {
    Shared("Each tier and pod has the part of the disks that the policy says."),
    AsWanted("Every group has the part of the disks that the policy asks for."),
    NotAsked("The policy asks for nothing."),
    NoLongerAsked("The policy no longer asks for it, the group is as it was."),
    PolicyUnknown("The node's policy is not known."),
    PodsUnknown("The node's pods are not known."),
    TierMissing("There is no group of pods.");

    private final String sentence;

    DiskReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
