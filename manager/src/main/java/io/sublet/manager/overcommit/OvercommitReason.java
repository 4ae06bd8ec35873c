package io.sublet.manager.overcommit;

import io.sublet.model.reason.ReasonCode;
import java.util.Set;

/** Why a node is offered what it is, or is written or not. */
public enum OvercommitReason implements ReasonCode {
    ColocationDisabled("Colocation is off for this node."),
    ConfigUnavailable("There has been no valid configuration yet."),
    InvalidNodeOverride("The node's own colocation strategy cannot be read."),
    InvalidNodeAnnotation("An annotation that takes resources from the node cannot be read."),
    MissingCapacity("The node does not show its CPU and memory."),
    AbsurdCapacity("The node's capacity is not believable."),
    NoReport("There is no report from the node's agent."),
    StaleReport("The last report is older than the degrade time."),
    ReportFromFuture("The last report is dated after now."),
    MissingSystemUsage("The report does not say what the system uses."),
    AbsurdUsage("The report says more usage than the machine can have."),
    MissingPodUsage("The report does not say what an online pod or host application uses, so the offer may only fall."),
    FirstOffer("The node does not show all extended resources yet."),
    ListsDiffer("The node's capacity and allocatable do not show the same extended resources."),
    BeyondThreshold("The difference to what is published exceeds the threshold."),
    RefreshDue("The difference to what is published is small, but the last write is long ago."),
    WithinThreshold("The difference to what is published is small."),
    Unchanged("The node shows this offer already."),
    NormalizationOff("The speed of this node's CPUs is not taken into account."),
    NormalizedByModel("The speed of this node's CPUs is configured by their model."),
    InvalidNormalizationLabel("The node's label for CPU normalization is neither true nor false."),
    MissingCpuInfo("The NodeResourceTopology does not say what CPUs the node has."),
    UnknownCpuModel("There is no ratio for this node's CPUs, and no default."),
    NotAmplified("Nothing amplifies this node."),
    Amplified("The node shows more than it has."),
    NoZones("The node has no NodeResourceTopology with zones of CPU or memory."),
    ZonesFollow("The zones share what the node shows."),
    ZonesWithdrawn("The node shows no batch resources, so its zones show none.");

    /** Those that say that there is no report of now. */
    static final Set<ReasonCode> OF_AGE = Set.of(NoReport, StaleReport, ReportFromFuture);

    private final String sentence;

    OvercommitReason(String sentence) {
        this.sentence = sentence;
    }

    @Override
    public String sentence() {
        return sentence;
    }
}
