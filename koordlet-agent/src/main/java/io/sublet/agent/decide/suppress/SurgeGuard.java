package io.sublet.agent.decide.suppress;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.FastWatch;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.SurgePhase;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Suppression between two ticks, by what all but best effort use alone. It can only take. It acts when online usage together with what best effort may use has been
 * beyond what all together may use ({@link Headroom#surge}) for long enough ({@link SurgeMeter}). What best effort does use is no measure: it spends its quota at the
 * beginning of a period, so that over less than a period a node may look full where nothing has changed.
 */
public final class SurgeGuard {
    private SurgeGuard() {}

    /**
     * How far online usage went beyond what there is for it since the look before, as CPU time; negative below it. Empty without a rule.
     *
     * @param last the observation of the last tick
     * @param tier with its limits of now
     */
    public static Optional<Duration> beyond(Observation last, FastWatch.Usage usage, BestEffortTier tier) {
        return threshold(last)
                .map(most -> usage.online().plus(cpuTime(allowed(tier, last).minus(most), usage.elapsed())));
    }

    private static Duration cpuTime(MilliCpu cpu, Duration elapsed) {
        return Duration.ofNanos(Math.multiplyExact(cpu.value(), elapsed.toNanos()) / 1000);
    }

    /** What online usage leaves best effort; empty where there is no rule. */
    public static Optional<MilliCpu> left(Observation last, MilliCpu online) {
        return last.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo)
                        && last.node() instanceof Reading.Value<NodeView>(NodeView node)
                        && slo.cpuSuppress().enabled()
                ? Optional.of(Headroom.of(slo)
                        .ceiling(node.capacity().cpu())
                        .minus(online.max(node.reserved().cpu())))
                : Optional.empty();
    }

    /**
     * What online usage is taken to be: as it was measured; the most that it may have been where that leaves best effort nothing, as far as can be told after so short a
     * time.
     */
    public static MilliCpu online(Observation last, SurgeMeter meter, MilliCpu capacity) {
        MilliCpu most = meter.most(capacity);
        return left(last, most)
                        .filter(left -> left.compareTo(MilliCpu.ZERO) <= 0)
                        .isPresent()
                ? most
                : meter.level();
    }

    /** What nobody goes beyond without a surge; empty without a rule. */
    private static Optional<MilliCpu> threshold(Observation last) {
        return last.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo)
                        && last.node() instanceof Reading.Value<NodeView>(NodeView node)
                        && slo.cpuSuppress().enabled()
                ? Optional.of(Headroom.of(slo).surge(node.capacity().cpu()))
                : Optional.empty();
    }

    /** The most that quota and CPUs let best effort use; the whole node where neither is known to be a limit. */
    public static MilliCpu allowed(BestEffortTier tier, Observation last) {
        MilliCpu most =
                last.node().map(node -> node.capacity().cpu()).toOptional().orElse(MilliCpu.ZERO);
        if (tier.effective() instanceof Reading.Value<CpuSet>(CpuSet cpus)) {
            most = most.min(MilliCpu.ofCpus(cpus.size()));
        }
        return tier.quota() instanceof Reading.Value<CpuQuota>(CpuQuota quota)
                        && tier.period() instanceof Reading.Value<Duration>(Duration period)
                        && !quota.isUnlimited()
                ? most.min(quota.cpu(period))
                : most;
    }

    /**
     * Lowers the quota to what a surge leaves, or holds.
     *
     * @param last the observation of the last tick
     * @param tier read now
     * @param used by the node over the last moments
     * @param rest used by all but best effort since the surge began
     */
    public static Verdict decide(Observation last, BestEffortTier tier, MilliCpu used, MilliCpu rest) {
        if (!(last.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))
                || !(last.node() instanceof Reading.Value<NodeView>(NodeView node))
                || !slo.cpuSuppress().enabled()) {
            return new Verdict.Hold(CpuSuppress.NAME, Reason.of(SuppressReason.Settled));
        }
        SuppressTarget target = SuppressTarget.ofRest(
                Headroom.of(slo), node.capacity().cpu(), node.reserved().cpu(), used, rest);
        // No time has passed for a step up, so that only a step down is left.
        KnobChange change =
                QuotaKnob.change(tier, last.held(), target, Duration.ZERO, SurgePhase.CALM, SuppressReason.Surge);
        List<Action> actions = change.actions();
        return actions.isEmpty()
                ? new Verdict.Hold(CpuSuppress.NAME, change.reason())
                : new Verdict.Act(CpuSuppress.NAME, actions, change.reason());
    }
}
