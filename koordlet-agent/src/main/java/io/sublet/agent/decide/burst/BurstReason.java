package io.sublet.agent.decide.burst;

import io.sublet.model.reason.ReasonCode;

/** Why an online container has the quota and burst that it has. */
public enum BurstReason implements ReasonCode {
    Throttled("The container was throttled, its quota is raised by a fifth."),
    PoolBusy("The shared CPUs are busy, raised quotas go down by a fifth."),
    TokensSpent("The container has kept to its raised quota for long enough, it goes down by a fifth."),
    Reset("The policy asks for no raised quota, the container has its own."),
    Normalized("The node's CPUs are faster than those that the limit is meant for, it gets less time on them."),
    SumOfContainers("The pod's quota follows those of its containers."),
    CarriedOver("Quota that is left over may be used later."),
    NotAsked("The policy does not ask for it, the original value is back."),
    Adjusted("Quotas and bursts of online containers are adjusted."),
    Settled("Online containers have the quotas and bursts that they should have."),
    SpecInvalid("What a pod asks for cannot be read, its quotas stay as they are."),
    PolicyUnknown("The node's policy is not known."),
    NodeUnknown("The Node is not known."),
    PodsUnknown("The node's pods are not known.");

    private final String sentence;

    BurstReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
