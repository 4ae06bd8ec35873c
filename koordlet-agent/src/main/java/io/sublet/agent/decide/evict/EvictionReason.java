package io.sublet.agent.decide.evict;

import io.sublet.model.reason.ReasonCode;

/** Why pods are evicted, or not. */
public enum EvictionReason implements ReasonCode {
    PolicyUnknown("The policy is not known yet, so no pod is evicted."),
    NotAskedFor("The policy does not ask for this kind of eviction."),
    RuleUnusable("The bounds of the rule make no sense, so no pod is evicted by it."),
    NodeUnknown("The Node is not known yet, so no pod is evicted."),
    PodsUnknown("The pods are not known yet, so no pod is evicted."),
    UsageMissing("What the decision needs could not be read, so no pod is evicted."),
    TooFewSamples("Not enough has been seen yet to average over the window."),
    BelowThreshold("Usage is below the threshold."),
    Satisfied("Best effort gets enough of what it has requested."),
    NotUsed("Best effort does not use what it gets, so more would not help it."),
    Fits("What pods have requested fits into what is offered to them."),
    OfferWithdrawn("Nothing is offered to the class now, which says nothing about its pods."),
    CoolingDown("Pods were evicted a moment ago; first their leaving has to show."),
    JustBegun("This has only just begun to look; pods that left before may still have to show."),
    Impossible("Pods would have to leave, but none may be evicted now."),
    UnderWay("The pods that are leaving already release enough."),
    NoCandidate("Pods would have to leave, but none of them may be evicted."),
    BestEffortStarved(
            "Best effort gets too little of the CPU it has requested, so some pods leave to the others' benefit."),
    CpuAboveThreshold("The node's CPU usage is above the threshold."),
    MemoryAboveThreshold("The node's memory usage is above the threshold."),
    DiskAboveThreshold("A filesystem of the node is nearly full."),
    ClosedForAWhile("Pods had to leave the node, so that it takes no more batch for a while."),
    Overcommitted("Pods have requested more than is offered to their class now.");

    private final String sentence;

    EvictionReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
