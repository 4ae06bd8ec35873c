package io.sublet.manager.overcommit;

import io.sublet.crds.config.ColocationStrategy;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.manager.view.NodeView;
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
import io.sublet.protocol.RawAllocatable;
import io.sublet.protocol.ResourceNames;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is known of a node is enough to offer something. Input that is missing, stale or not believable never raises
 * an offer: without system usage or a fresh report there is none, without the usage of one online pod it may only fall.
 */
sealed interface Intake {
    /** How far a node's clock may be ahead; a report from later could pretend to be fresh for as long. */
    Duration MAX_CLOCK_SKEW = Duration.ofMinutes(1);

    /** Usage over this share of capacity is a fault of measuring: clocks and windows explain some percent, not half. */
    Percent BELIEVABLE = new Percent(150);

    /** 9 PB and as many milli-CPUs; beyond it percentages could overflow, and no machine comes near. */
    long LARGEST_CAPACITY = 1L << 53;

    /** It is. */
    record Fit(NodeFigures figures, Optional<Reason> mayOnlyFall, Instant validUntil) implements Intake {}

    /** It is not. */
    record Unfit(Reason reason) implements Intake {}

    /** There is no configuration to judge by. */
    record Undecided(Reason reason, Optional<Instant> nextCheck) implements Intake {}

    /**
     * Judges a node's inputs.
     *
     * @param zoneCount NUMA zones among which the online load is divided
     */
    static Intake of(NodeSituation situation, int zoneCount, Instant now) {
        return switch (situation.strategy()) {
            case NodeStrategy.Invalid(String why) -> unfit(OvercommitReason.InvalidNodeOverride, why);
            case NodeStrategy.Unavailable() -> withoutConfig(situation.report(), now);
            case NodeStrategy.Effective effective
            when !effective.clusterEnabled() -> unfit(OvercommitReason.ColocationDisabled, "cluster");
            case NodeStrategy.Effective effective
            when !effective.strategy().enabled() ->
                unfit(OvercommitReason.ColocationDisabled, String.join(", ", effective.sources()));
            case NodeStrategy.Effective effective -> enabled(situation, effective.strategy(), zoneCount, now);
        };
    }

    /** A report that would be too old by default is too old in any case; otherwise nobody knows. */
    private static Intake withoutConfig(NodeUsageReport report, Instant now) {
        Duration degrade = ColocationStrategy.DEFAULT.sync().degradeAfter();
        Optional<Reason> stale = staleness(report, degrade, now);
        if (stale.isPresent()) {
            return new Unfit(stale.get());
        }
        Optional<Instant> check = report.updateTime().toOptional().map(time -> time.plus(degrade));
        return new Undecided(Reason.of(OvercommitReason.ConfigUnavailable), check);
    }

    private static Intake enabled(NodeSituation situation, ColocationStrategy strategy, int zoneCount, Instant now) {
        NodeUsageReport report = situation.report();
        NodeView node = situation.node();
        Duration degrade = strategy.sync().degradeAfter();
        Optional<Reason> unfit = staleness(report, degrade, now).or(() -> badCapacity(node));
        if (unfit.isPresent()) {
            return new Unfit(unfit.get());
        }
        if (!(measured(report.system()) instanceof Reading.Value<CpuMemory>(CpuMemory system))) {
            return unfit(OvercommitReason.MissingSystemUsage, causeOf(report.system()));
        }
        OnlineLoad online = OnlineLoad.of(situation.pods(), report, zoneCount);
        CpuMemory capacity = node.capacity().toOptional().orElse(CpuMemory.ZERO);
        CpuMemory believable = new CpuMemory(
                capacity.cpu().times(BELIEVABLE), capacity.memory().times(BELIEVABLE));
        CpuMemory largest = online.largest().max(system);
        if (!largest.equals(largest.min(believable))) {
            return unfit(OvercommitReason.AbsurdUsage, "cpu " + largest.cpu() + ", memory " + largest.memory());
        }
        Instant validUntil = report.updateTime().toOptional().orElse(now).plus(degrade);
        return switch (machine(node, capacity)) {
            case Parsed.Valid<NodeFigures.Machine>(NodeFigures.Machine machine) ->
                new Fit(
                        new NodeFigures(
                                machine,
                                system,
                                measured(report.node()),
                                measured(report.prodReclaimable()),
                                online,
                                strategy),
                        online.unknown().map(cause -> reason(OvercommitReason.MissingPodUsage, cause)),
                        validUntil);
            case Parsed.Invalid<NodeFigures.Machine>(String why) -> unfit(OvercommitReason.InvalidNodeAnnotation, why);
            case Parsed.Absent<NodeFigures.Machine>() -> throw new IllegalStateException("a machine is never absent");
        };
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
        return unfitAmount(node.capacity(), 1).or(() -> unfitAmount(node.allocatable(), 0));
    }

    private static Optional<Reason> unfitAmount(Reading<CpuMemory> reading, long least) {
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

    /** An annotation that takes something away and cannot be read is no reason to give that away. */
    private static Parsed<NodeFigures.Machine> machine(NodeView node, CpuMemory capacity) {
        Map<String, String> annotations = node.annotations();
        Parsed<NodeReservation> reservation = NodeReservation.parse(annotations.get(Annotations.NODE_RESERVATION));
        Parsed<ThirdPartyAllocations> thirdParty =
                ThirdPartyAllocations.parse(annotations.get(ThirdPartyAllocations.KEY));
        Parsed<RawAllocatable> raw = RawAllocatable.parse(annotations.get(Annotations.RAW_ALLOCATABLE));
        if (reservation instanceof Parsed.Invalid<NodeReservation>(String why)) {
            return new Parsed.Invalid<>(Annotations.NODE_RESERVATION + ": " + why);
        }
        if (thirdParty instanceof Parsed.Invalid<ThirdPartyAllocations>(String why)) {
            return new Parsed.Invalid<>(ThirdPartyAllocations.KEY + ": " + why);
        }
        if (raw instanceof Parsed.Invalid<RawAllocatable>(String why)) {
            return new Parsed.Invalid<>(Annotations.RAW_ALLOCATABLE + ": " + why);
        }
        CpuMemory shown = node.allocatable().toOptional().orElse(CpuMemory.ZERO);
        // Amplification raises what is shown and hides what the kubelet reserves. A note that is older than a change of
        // the
        // kubelet's own may be too high, so the lower of both counts.
        CpuMemory allocatable = raw.valid()
                .map(noted -> noted(noted.amounts(), shown).min(shown))
                .orElse(shown);
        return new Parsed.Valid<>(new NodeFigures.Machine(
                capacity,
                Amounts.minus(capacity, allocatable.atLeastZero()).atLeastZero(),
                reservation.valid().orElse(NodeReservation.NONE).amount().atLeastZero(),
                thirdParty.valid().orElse(ThirdPartyAllocations.NONE)));
    }

    private static CpuMemory noted(Map<String, BigDecimal> amounts, CpuMemory otherwise) {
        @Nullable BigDecimal cores = amounts.get(ResourceNames.CPU);
        @Nullable BigDecimal bytes = amounts.get(ResourceNames.MEMORY);
        return new CpuMemory(
                cores == null
                        ? otherwise.cpu()
                        : new MilliCpu(cores.scaleByPowerOfTen(3).longValue()),
                bytes == null ? otherwise.memory() : new Bytes(bytes.longValue()));
    }

    private static Intake unfit(OvercommitReason code, String cause) {
        return new Unfit(reason(code, cause));
    }

    private static Reason reason(OvercommitReason code, String cause) {
        return Reason.of(code).with("cause", cause);
    }
}
