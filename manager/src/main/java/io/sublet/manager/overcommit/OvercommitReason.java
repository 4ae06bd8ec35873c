package io.sublet.manager.overcommit;

import io.sublet.model.reason.ReasonCode;

/** Why a node is offered what it is, or is written or not. */
public enum OvercommitReason implements ReasonCode {
    Computed("Batch gets what online pods, the system and the reservation leave of the reclaimable share."),
    ColocationDisabled("Colocation is off for this node."),
    ConfigUnavailable("There has been no valid configuration yet."),
    InvalidNodeOverride("The node's own colocation strategy cannot be read."),
    InvalidReservation("The node's reservation annotation cannot be read."),
    InvalidThirdPartyAllocations("The node's third-party allocations cannot be read."),
    MissingCapacity("The node does not show its CPU and memory."),
    AbsurdCapacity("The node's capacity is not believable."),
    NoReport("There is no report from the node's agent."),
    StaleReport("The last report is older than the degrade time."),
    ReportFromFuture("The last report is dated after now."),
    MissingSystemUsage("The report does not say what the system uses."),
    AbsurdUsage("The report says more usage than the machine can have."),
    MissingPodUsage("The report does not say what an online pod or host application uses, so the offer may only fall."),
    FirstOffer("The node does not show batch resources yet."),
    ListsDiffer("The node's capacity and allocatable do not show the same batch resources."),
    BeyondThreshold("The difference to what is published exceeds the threshold."),
    RefreshDue("The difference to what is published is small, but the last write is long ago."),
    WithinThreshold("The difference to what is published is small."),
    Unchanged("The node shows this offer already."),
    NothingToWithdraw("The node shows no batch resources.");

    private final String sentence;

    OvercommitReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
