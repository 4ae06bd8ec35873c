package io.sublet.manager.overcommit;

import io.sublet.crds.config.CalculatePolicy;
import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.PodView;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.Parsed;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * What a node can give to batch, by the formula of the protocol:
 *
 * <pre>
 * usage           = capacity − margin − max(system, reserved) − what online pods use
 * request         = capacity − margin − reserved              − what online pods request   (memory only)
 * maxUsageRequest = capacity − margin − max(system, reserved) − the larger of both, pod by pod
 * </pre>
 *
 * each not under zero and not over the cap of its policy. Input that is missing, stale or not believable never raises the
 * result: without system usage or a fresh report there is no offer, without the usage of one online pod it may only fall.
 */
public final class BatchCapacity {
    /** How far a node's clock may be ahead; a report from later could pretend to be fresh for as long. */
    public static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(1);

    /** Usage over this share of capacity is a fault of measuring: clocks and windows explain some percent, not half. */
    private static final Percent BELIEVABLE = new Percent(150);

    /** 9 PB and as many milli-CPUs; beyond it percentages could overflow, and no machine comes near. */
    private static final long LARGEST_CAPACITY = 1L << 53;

    private BatchCapacity() {}

    public static BatchOffer offer(
            NodeView node, Collection<PodView> pods, NodeUsageReport report, NodeStrategy nodeStrategy, Instant now) {
        return switch (nodeStrategy) {
            case NodeStrategy.Invalid(String why) -> refused(OvercommitReason.InvalidNodeOverride, why);
            case NodeStrategy.Unavailable() -> withoutConfig(report, now);
            case NodeStrategy.Effective effective
            when !effective.clusterEnabled() -> refused(OvercommitReason.ColocationDisabled, "cluster");
            case NodeStrategy.Effective effective
            when !effective.strategy().enabled() ->
                refused(OvercommitReason.ColocationDisabled, String.join(", ", effective.sources()));
            case NodeStrategy.Effective effective -> enabled(node, pods, report, effective.strategy(), now);
        };
    }

    /** A report that would be too old by default is too old in any case; otherwise nobody knows. */
    private static BatchOffer withoutConfig(NodeUsageReport report, Instant now) {
        Duration degrade = ColocationStrategy.DEFAULT.sync().degradeAfter();
        Optional<Reason> stale = staleness(report, degrade, now);
        if (stale.isPresent()) {
            return new BatchOffer.Refused(stale.get());
        }
        Optional<Instant> check = report.updateTime().toOptional().map(time -> time.plus(degrade));
        return new BatchOffer.Unknown(Reason.of(OvercommitReason.ConfigUnavailable), check);
    }

    private static BatchOffer enabled(
            NodeView node, Collection<PodView> pods, NodeUsageReport report, ColocationStrategy strategy, Instant now) {
        Duration degrade = strategy.sync().degradeAfter();
        Optional<Reason> unfit = staleness(report, degrade, now).or(() -> badCapacity(node));
        if (unfit.isPresent()) {
            return new BatchOffer.Refused(unfit.get());
        }
        if (!(measured(report.system()) instanceof Reading.Value<CpuMemory>(CpuMemory system))) {
            return refused(OvercommitReason.MissingSystemUsage, causeOf(report.system()));
        }
        OnlineLoad online = OnlineLoad.of(pods, report);
        CpuMemory capacity = node.capacity().toOptional().orElse(CpuMemory.ZERO);
        CpuMemory largest = online.largest().max(system);
        if (!largest.equals(largest.min(times(capacity, BELIEVABLE)))) {
            return refused(OvercommitReason.AbsurdUsage, "cpu " + largest.cpu() + ", memory " + largest.memory());
        }
        return withAnnotations(node, system, online, strategy)
                .offer(report.updateTime().toOptional().orElse(now).plus(degrade));
    }

    private static Optional<Reason> staleness(NodeUsageReport report, Duration degradeAfter, Instant now) {
        return switch (report.updateTime()) {
            case Reading.Missing<Instant>(String cause) -> Optional.of(reason(OvercommitReason.NoReport, cause));
            case Reading.Value<Instant>(Instant time)
            when now.isAfter(time.plus(degradeAfter)) ->
                Optional.of(Reason.of(OvercommitReason.StaleReport)
                        .with("updateTime", time)
                        .with("degradeAfter", degradeAfter));
            case Reading.Value<Instant>(Instant time)
            when time.isAfter(now.plus(MAX_CLOCK_SKEW)) ->
                Optional.of(Reason.of(OvercommitReason.ReportFromFuture)
                        .with("updateTime", time)
                        .with("now", now));
            case Reading.Value<Instant> fresh -> Optional.empty();
        };
    }

    private static Optional<Reason> badCapacity(NodeView node) {
        return unfit(node.capacity(), 1).or(() -> unfit(node.allocatable(), 0));
    }

    private static Optional<Reason> unfit(Reading<CpuMemory> reading, long least) {
        return switch (reading) {
            case Reading.Missing<CpuMemory>(String cause) ->
                Optional.of(reason(OvercommitReason.MissingCapacity, cause));
            case Reading.Value<CpuMemory>(CpuMemory amount)
            when isBetween(amount.cpu().value(), least)
                    && isBetween(amount.memory().value(), least) -> Optional.empty();
            case Reading.Value<CpuMemory>(CpuMemory amount) ->
                Optional.of(reason(OvercommitReason.AbsurdCapacity, amount.toString()));
        };
    }

    private static boolean isBetween(long value, long least) {
        return value >= least && value <= LARGEST_CAPACITY;
    }

    /** Both numbers, none of them negative. */
    private static Reading<CpuMemory> measured(ResourceUsage usage) {
        return usage.cpu()
                .flatMap(cpu -> usage.memory().map(memory -> new CpuMemory(cpu, memory)))
                .flatMap(amount -> amount.equals(amount.atLeastZero())
                        ? Reading.of(amount)
                        : Reading.missing(amount + " is negative"));
    }

    private static String causeOf(ResourceUsage usage) {
        return measured(usage) instanceof Reading.Missing<CpuMemory>(String cause) ? cause : "";
    }

    /** The inputs once all of them can be read, or why one cannot. */
    private sealed interface Inputs {
        record Complete(CpuMemory system, OnlineLoad online, Takings takings, ColocationStrategy strategy)
                implements Inputs {}

        record Incomplete(Reason reason) implements Inputs {}

        default BatchOffer offer(Instant validUntil) {
            return switch (this) {
                case Incomplete(Reason reason) -> new BatchOffer.Refused(reason);
                case Complete inputs ->
                    new BatchOffer.Offered(
                            formula(inputs),
                            inputs.online.unknown().map(cause -> reason(OvercommitReason.MissingPodUsage, cause)),
                            validUntil);
            };
        }
    }

    /** What the node's own objects take from it. */
    private record Takings(CpuMemory capacity, CpuMemory kubelet, CpuMemory annotation, CpuMemory thirdParty) {}

    /** An annotation that takes something away and cannot be read is no reason to give that away. */
    private static Inputs withAnnotations(
            NodeView node, CpuMemory system, OnlineLoad online, ColocationStrategy strategy) {
        Map<String, String> annotations = node.annotations();
        Parsed<NodeReservation> reservation = NodeReservation.parse(annotations.get(Annotations.NODE_RESERVATION));
        Parsed<ThirdPartyAllocations> thirdParty =
                ThirdPartyAllocations.parse(annotations.get(ThirdPartyAllocations.KEY));
        if (reservation instanceof Parsed.Invalid<NodeReservation>(String why)) {
            return new Inputs.Incomplete(reason(OvercommitReason.InvalidReservation, why));
        }
        if (thirdParty instanceof Parsed.Invalid<ThirdPartyAllocations>(String why)) {
            return new Inputs.Incomplete(reason(OvercommitReason.InvalidThirdPartyAllocations, why));
        }
        CpuMemory capacity = node.capacity().toOptional().orElse(CpuMemory.ZERO);
        CpuMemory allocatable = node.allocatable().toOptional().orElse(CpuMemory.ZERO);
        Takings takings = new Takings(
                capacity,
                Amounts.minus(capacity, allocatable.atLeastZero()).atLeastZero(),
                reservation.valid().orElse(NodeReservation.NONE).amount().atLeastZero(),
                thirdParty.valid().map(ThirdPartyAllocations::batch).orElse(CpuMemory.ZERO));
        return new Inputs.Complete(system, online, takings, strategy);
    }

    private static BatchFormula formula(Inputs.Complete inputs) {
        CpuMemory capacity = inputs.takings.capacity;
        ColocationStrategy strategy = inputs.strategy;
        OnlineLoad online = inputs.online;
        CpuMemory margin = CpuMemory.of(
                margin(capacity.cpu().value(), strategy.cpu().threshold()),
                margin(capacity.memory().value(), strategy.memory().threshold()));
        CpuMemory reserved = inputs.takings.kubelet.max(inputs.takings.annotation);
        CpuMemory systemUsed = Amounts.plus(inputs.system, online.hostApplications());
        CpuMemory taken = reserved.max(systemUsed);
        boolean byRequest = strategy.memory().policy() == CalculatePolicy.REQUEST;
        CpuMemory base = new CpuMemory(taken.cpu(), byRequest ? reserved.memory() : taken.memory());
        CpuMemory counted = new CpuMemory(
                cpuCounted(online, strategy.cpu().policy()),
                memoryCounted(online, strategy.memory().policy()));
        CpuMemory beforeCap = Amounts.minus(Amounts.minus(capacity.minus(margin), base), counted)
                .atLeastZero();
        CpuMemory result = beforeCap.min(new CpuMemory(
                strategy.cpu().cap().map(capacity.cpu()::times).orElse(beforeCap.cpu()),
                strategy.memory().cap().map(capacity.memory()::times).orElse(beforeCap.memory())));
        return new BatchFormula(
                capacity,
                margin,
                inputs.takings.kubelet,
                inputs.takings.annotation,
                reserved,
                systemUsed,
                online,
                counted,
                beforeCap,
                result,
                inputs.takings.thirdParty,
                Amounts.minus(result, inputs.takings.thirdParty).atLeastZero());
    }

    /** Truncated toward zero on both sides of 100 %. */
    private static long margin(long capacity, Percent threshold) {
        long kept = 100 - threshold.value();
        return kept >= 0 ? new Percent(kept).of(capacity) : -new Percent(-kept).of(capacity);
    }

    private static MilliCpu cpuCounted(OnlineLoad online, CalculatePolicy policy) {
        return switch (policy) {
            case USAGE, REQUEST -> online.used().cpu();
            case MAX_USAGE_REQUEST -> online.larger().cpu();
        };
    }

    private static Bytes memoryCounted(OnlineLoad online, CalculatePolicy policy) {
        return switch (policy) {
            case USAGE -> online.used().memory();
            case REQUEST -> online.requested().memory();
            case MAX_USAGE_REQUEST -> online.larger().memory();
        };
    }

    private static CpuMemory times(CpuMemory amount, Percent percent) {
        return new CpuMemory(amount.cpu().times(percent), amount.memory().times(percent));
    }

    private static BatchOffer refused(OvercommitReason code, String cause) {
        return new BatchOffer.Refused(reason(code, cause));
    }

    private static Reason reason(OvercommitReason code, String cause) {
        return Reason.of(code).with("cause", cause);
    }
}
