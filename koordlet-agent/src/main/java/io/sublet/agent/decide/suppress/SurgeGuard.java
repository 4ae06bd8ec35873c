package io.sublet.agent.decide.suppress;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.List;

/**
 * Suppression between two ticks, by two numbers alone: what the node uses and what all but best effort use. It can only take. It acts when
 * the node is clearly over what all together may use ({@link Headroom#surge}), because over so short a time usage is coarse.
 */
public final class SurgeGuard {
    private SurgeGuard() {}

    /** Whether usage has jumped over the threshold, by the rule and capacity of the last tick. */
    public static boolean isSurge(Observation last, MilliCpu used) {
        if (!(last.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))
                || !(last.node() instanceof Reading.Value<NodeView>(NodeView node))
                || !slo.cpuSuppress().enabled()) {
            return false;
        }
        MilliCpu capacity = node.capacity().cpu();
        return used.compareTo(Headroom.of(slo).surge(capacity)) > 0;
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
