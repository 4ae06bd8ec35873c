package io.sublet.agent.decide.suppress;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Suppression between two ticks, by two numbers alone: what the node uses and what all but best effort use. It can only take. It acts when
 * both, the latter together with what best effort may use, are clearly over what all together may use ({@link Headroom#surge}), because over so short a time usage is
 * coarse.
 */
public final class SurgeGuard {
    private SurgeGuard() {}

    /** Whether the node is over the threshold, by the rule and capacity of the last tick; it may be best effort's own doing. */
    public static boolean isOver(Observation last, MilliCpu used) {
        return threshold(last).filter(most -> used.compareTo(most) > 0).isPresent();
    }

    /**
     * Whether it is online usage that has jumped: with what best effort may use it goes beyond the threshold. What best effort does use is no measure of that. It spends
     * its quota at the beginning of a period, so that a window that is shorter than a period may show a full node where nothing has changed.
     *
     * @param tier with its quota of now
     * @param rest used by all but best effort
     */
    public static boolean isSurge(Observation last, BestEffortTier tier, MilliCpu rest) {
        return threshold(last)
                .filter(most -> rest.plus(allowed(tier, last)).compareTo(most) > 0)
                .isPresent();
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
    private static MilliCpu allowed(BestEffortTier tier, Observation last) {
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
     * @param rest used by all but best effort
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
        KnobChange change = QuotaKnob.change(tier, last.held(), target, Duration.ZERO, SuppressReason.Surge);
        List<Action> actions = change.actions();
        return actions.isEmpty()
                ? new Verdict.Hold(CpuSuppress.NAME, change.reason())
                : new Verdict.Act(CpuSuppress.NAME, actions, change.reason());
    }
}
