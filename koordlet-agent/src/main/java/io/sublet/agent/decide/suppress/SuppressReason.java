package io.sublet.agent.decide.suppress;

import io.sublet.model.reason.ReasonCode;

/** Why best effort gets more or less CPU, or what it has. */
public enum SuppressReason implements ReasonCode {
    OnlineUsage("Best effort gets what online services leave below the threshold."),
    LatencyTarget("Best effort gets what the latency of online pods leaves it."),
    Surge("Online usage jumped over the threshold, best effort gives way at once."),
    Blind("The node's usage has been missing for too long, best effort gets its minimum."),
    Disabled("Suppression is off, best effort gets its original CPU back."),
    NotEnabled("Suppression is off and nothing is held."),
    KnobReplaced("The policy uses another knob now, this one is given back."),
    WithinDeadBand("The change is too small to be worth a write."),
    Settled("Best effort has what it should have."),
    PolicyUnknown("The node's policy is not known."),
    NodeUnknown("The Node's capacity is not known."),
    PodsUnknown("The node's pods are not known."),
    UsageMissing("The node's usage is missing."),
    TopologyMissing("The machine's CPUs are not known."),
    TierMissing("There is no best-effort group."),
    KnobMissing("The knob cannot be read."),
    NoEligibleCpus("No CPU may be given to best effort, its set stays as it is.");

    private final String sentence;

    SuppressReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
