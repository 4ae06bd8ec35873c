package io.sublet.extender.rank;

import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.ResourceNames;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;

/** One node of a {@link ClusterSnapshot}, with every sum already made. Immutable; ranking reads it from a {@link RankTable}. */
public final class NodeRow {
    /** A quantity that nobody measured. */
    public static final long UNKNOWN = NodeLoad.UNKNOWN;

    /** What is left of a resource of which the scheduler's own fit knows all. */
    static final long NOTHING_HELD_BACK = Long.MAX_VALUE;

    /** The time of a NodeMetric without a report. */
    static final long NO_REPORT = Long.MIN_VALUE;

    /** The time of a node without a NodeMetric. */
    static final long NO_METRIC = Long.MIN_VALUE + 1;

    /** Places of the numbers of all resources within the array, in units of the number of resources. */
    private static final int ALLOCATABLE = 0;

    private static final int GENERAL_THRESHOLDS = 1;
    private static final int PROD_THRESHOLDS = 2;
    private static final int GENERAL = 3;
    private static final int PROD = 4;
    private static final int SCORED = 5;
    private static final int GENERAL_ROOM = 6;
    private static final int PROD_ROOM = 7;
    private static final int KINDS = 8;

    private final NodeFacts facts;
    private final Usage usage;
    private final boolean aggregated;
    private final long reportedAt;
    private final int width;
    private final long[] numbers;
    private final boolean hasThreshold;
    private final boolean hasProdThreshold;
    private final long cpuLeft;
    private final long memoryLeft;
    private boolean measured;
    private boolean prodMeasured;

    /**
     * What the scheduler counts as used.
     *
     * @param requested sum of the requests of the node's pods
     * @param pods number of the node's pods
     * @param boundCpus number of CPUs that they are bound to
     */
    public record Usage(ResourceAmounts requested, int pods, int boundCpus) {
        static Usage of(Collection<AssignedPod> pods) {
            return new Usage(
                    ResourceAmounts.sum(
                            pods.stream().map(pod -> pod.resources().requests()).toList()),
                    pods.size(),
                    pods.stream().mapToInt(AssignedPod::boundCpus).sum());
        }
    }

    private NodeRow(NodeFacts facts, Usage usage, UsageProfile profile, long reportedAt, int width) {
        this.facts = facts;
        this.usage = usage;
        this.aggregated = profile.aggregated().isPresent();
        this.reportedAt = reportedAt;
        this.width = width;
        this.numbers = new long[KINDS * width];
        set(GENERAL_THRESHOLDS, profile.general().percents());
        set(PROD_THRESHOLDS, profile.prod().percents());
        this.hasThreshold = !profile.general().isOff();
        this.hasProdThreshold = !profile.prod().isOff();
        this.cpuLeft = cpuLeft(facts.offer(), usage);
        this.memoryLeft = facts.offer().reserved().memory().value() == 0
                ? NOTHING_HELD_BACK
                : facts.offer().forPods().of(ResourceNames.MEMORY)
                        - usage.requested().of(ResourceNames.MEMORY);
    }

    /**
     * Makes the row of a node.
     *
     * @param report empty while the node has no NodeMetric
     * @param pods all pods of the node
     */
    public static NodeRow of(
            NodeFacts facts, Optional<NodeReport> report, Collection<AssignedPod> pods, LoadRules rules) {
        UsageProfile profile = rules.profileOf(facts.labels(), facts.thresholds());
        long reportedAt = report.map(r -> r.usage()
                        .updateTime()
                        .toOptional()
                        .map(Instant::toEpochMilli)
                        .orElse(NO_REPORT))
                .orElse(NO_METRIC);
        NodeRow row = new NodeRow(
                facts, Usage.of(pods), profile, reportedAt, rules.resources().size());
        row.set(ALLOCATABLE, rules.resources().vector(facts.offer().real().values()));
        report.map(r -> NodeLoad.of(r, pods, rules))
                .ifPresentOrElse(load -> row.setLoad(load, profile, rules.policy()), row::setUnknown);
        row.setRoom();
        return row;
    }

    /** What pods may still ask for, with CPUs that are bound amplified as the rest of the offer is. */
    private static long cpuLeft(NodeOffer offer, Usage usage) {
        long bound = MilliCpu.ofCpus(usage.boundCpus()).value();
        long amplified = new MilliCpu(bound).amplifiedBy(offer.amplification()).value();
        if (offer.reserved().cpu().value() == 0 && amplified == bound) {
            return NOTHING_HELD_BACK;
        }
        long requested = usage.requested().of(ResourceNames.CPU);
        long counted = requested >= bound ? requested - bound + amplified : requested;
        return offer.forPods().of(ResourceNames.CPU) - counted;
    }

    private void setLoad(NodeLoad load, UsageProfile profile, LoadPolicy policy) {
        set(GENERAL, profile.aggregated().map(a -> load.aggregated(a.window())).orElseGet(load::average));
        set(PROD, load.prod());
        set(SCORED, policy.scoreWindow().map(load::aggregated).orElseGet(load::average));
    }

    private void setUnknown() {
        Arrays.fill(numbers, GENERAL * width, (SCORED + 1) * width, UNKNOWN);
    }

    private void setRoom() {
        for (int i = 0; i < width; i++) {
            numbers[GENERAL_ROOM * width + i] = LoadAware.room(general(i), allocatable(i), threshold(i));
            numbers[PROD_ROOM * width + i] = LoadAware.room(prod(i), allocatable(i), prodThreshold(i));
            prodMeasured |= prod(i) != UNKNOWN;
            measured |= scored(i) != UNKNOWN;
        }
    }

    private void set(int kind, LoadVector values) {
        for (int i = 0; i < width; i++) {
            numbers[kind * width + i] = values.at(i);
        }
    }

    public String name() {
        return facts.name();
    }

    public NodeFacts facts() {
        return facts;
    }

    public Usage usage() {
        return usage;
    }

    /** Resources that are judged. */
    public int width() {
        return width;
    }

    /** When the report was made; empty without one. */
    public Optional<Instant> reportTime() {
        return hasReport() ? Optional.of(Instant.ofEpochMilli(reportedAt)) : Optional.empty();
    }

    /** Whether the node's agent has reported at least once. */
    public boolean hasReport() {
        return isReport(reportedAt);
    }

    /** Whether it is the time of a report. */
    static boolean isReport(long reportedAt) {
        return reportedAt > NO_METRIC;
    }

    /** In milliseconds since the epoch, or {@link #NO_REPORT} or {@link #NO_METRIC}. */
    long reportedAt() {
        return reportedAt;
    }

    /** Whether {@link #general} is a percentile. */
    public boolean isAggregated() {
        return aggregated;
    }

    public long allocatable(int place) {
        return numbers[ALLOCATABLE * width + place];
    }

    /** CPU that pods may still ask for; {@link #NOTHING_HELD_BACK} if the scheduler's own fit knows as much. */
    long cpuLeft() {
        return cpuLeft;
    }

    /** The same of memory. */
    long memoryLeft() {
        return memoryLeft;
    }

    /** Percent for pods that are judged by the whole node's usage; 0 is none. */
    public long threshold(int place) {
        return numbers[GENERAL_THRESHOLDS * width + place];
    }

    /** Percent on the usage of prod pods, for prod pods; 0 is none. */
    public long prodThreshold(int place) {
        return numbers[PROD_THRESHOLDS * width + place];
    }

    /** Load to hold against {@link #threshold}, or {@link #UNKNOWN}. */
    public long general(int place) {
        return numbers[GENERAL * width + place];
    }

    /** Load of the prod pods, or {@link #UNKNOWN}. */
    public long prod(int place) {
        return numbers[PROD * width + place];
    }

    /** Load that the score looks at, where it does not look at {@link #prod}, or {@link #UNKNOWN}. */
    public long scored(int place) {
        return numbers[SCORED * width + place];
    }

    /** What can come to a resource before its usage is over its threshold; negative where it is over already. */
    long room(boolean byProd, int place) {
        return numbers[(byProd ? PROD_ROOM : GENERAL_ROOM) * width + place];
    }

    /** Whether any threshold is set, for the usage of prod pods alone or for all. */
    boolean hasThreshold(boolean byProd) {
        return byProd ? hasProdThreshold : hasThreshold;
    }

    /** Whether anything is known of what the score looks at. */
    boolean isMeasured(boolean byProd) {
        return byProd ? prodMeasured : measured;
    }
}
