package io.sublet.agent.decide.cache;

import io.sublet.model.reason.ReasonCode;

/** What is found of the traffic to memory, and done about it. */
public enum BandwidthReason implements ReasonCode {
    PolicyUnknown("The node's policy is not known."),
    PodsUnknown("The node's pods are not known."),
    NotAsked("The policy does not ask to look at the traffic to memory."),
    BandwidthNotGiven("The policy does not say what the memory of this machine can move."),
    BandwidthNotDivided(
            "Best effort has no part of its own of the memory bandwidth, which could be measured and narrowed."),
    BandwidthNotMeasured("The traffic to memory is not measured here."),
    BandwidthUnknown("The traffic to memory is not known now, so what is in force stays."),
    BandwidthEnough("Best effort does not keep memory saturated that online pods use."),
    BandwidthSaid("Best effort keeps memory saturated that online pods use; the policy asks only to say so."),
    BandwidthNarrowed(
            "Best effort keeps memory saturated that online pods use, so its part is halved, of all domains."),
    BandwidthHeld("Best effort's part of the memory bandwidth is narrowed."),
    BandwidthReturned("There is room for twice of what best effort moves, so one step is given back.");

    private final String sentence;

    BandwidthReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
