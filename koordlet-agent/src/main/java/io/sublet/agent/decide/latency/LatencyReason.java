package io.sublet.agent.decide.latency;

import io.sublet.model.reason.ReasonCode;

/** What a latency target makes of the latency. */
public enum LatencyReason implements ReasonCode {
    LatencyKept("The latency is kept; the target takes nothing from best effort."),
    LatencyMissed("The latency is above its limit; best effort has less."),
    LatencyEasing("The latency is kept again; best effort is given back step by step what the target has taken."),
    LatencyNear("The latency is kept, but not by enough to give best effort more."),
    LatencyUnknown("The latency is not known, so best effort is given no more than it has."),
    LatencyNeverKnown("The latency has not been known yet, so the target takes nothing from best effort."),
    LatencyWithoutPods("No pod that the target protects is on the node."),
    LatencyNotSteered("Suppression is off or the node is not known, so there is nothing to steer."),
    LatencyDryRun("The target would take CPU from best effort, were it not for its dryRun.");

    private final String sentence;

    LatencyReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
