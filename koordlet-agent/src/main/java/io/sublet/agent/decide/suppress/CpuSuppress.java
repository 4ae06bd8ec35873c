package io.sublet.agent.decide.suppress;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.GiveBack;
import io.sublet.agent.decide.Policy;
import io.sublet.agent.decide.Verdict;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.TierMember;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.slo.CpuSuppressRule;
import io.sublet.model.slo.NodeSlo;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds best effort to what online services leave below a share of the node's capacity, or of all but some CPUs that are kept idle
 * for them:
 *
 * <ol>
 *   <li>Policy unknown, or anything but the usage missing: nothing changes. Policy off: all is given back.
 *   <li>Usage missing: nothing changes; for longer than the limit: best effort goes to its minimum.
 *   <li>The target is computed ({@link SuppressTarget}) and brought about by the policy's knob; the other one is given back.
 * </ol>
 *
 * Where the kubelet assigns CPUs itself (static CPU manager) the quota is used whatever the policy says: two writers of one
 * cpuset would undo each other.
 */
public final class CpuSuppress implements Policy {
    public static final String NAME = "suppress";

    private final Duration blindAfter;

    /**
     * The policy.
     *
     * @param blindAfter how long the node's usage may be missing before best effort goes to its minimum
     */
    public CpuSuppress(Duration blindAfter) {
        this.blindAfter = blindAfter;
    }

    @Override
    public Verdict decide(Observation seen) {
        return decide(seen, Optional.empty());
    }

    /**
     * What is to be done.
     *
     * @param most bounds what best effort gets, whatever is left of the node; empty for no such bound
     */
    public Verdict decide(Observation seen, Optional<MilliCpu> most) {
        if (!(seen.slo() instanceof Reading.Value<NodeSlo>(NodeSlo slo))) {
            return hold(SuppressReason.PolicyUnknown, seen.slo());
        }
        if (!slo.cpuSuppress().enabled()) {
            return giveBackAll(seen);
        }
        if (!(seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier))) {
            return hold(SuppressReason.TierMissing, seen.tier());
        }
        if (!(seen.node() instanceof Reading.Value<NodeView>(NodeView node))) {
            return hold(SuppressReason.NodeUnknown, seen.node());
        }
        if (!(seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> pods))) {
            return hold(SuppressReason.PodsUnknown, seen.pods());
        }
        MilliCpu capacity = node.capacity().cpu();
        CpuSuppressRule rule = slo.cpuSuppress();
        return switch (seen.used().cpu()) {
            case Reading.Value<MilliCpu>(MilliCpu used) -> {
                SuppressTarget left = SuppressTarget.of(
                        Headroom.of(slo),
                        capacity,
                        node.reserved().cpu(),
                        used,
                        new SuppressTarget.Consumers(
                                pods,
                                seen.hostApplications(),
                                tier.used().toOptional().orElse(MilliCpu.ZERO)));
                SuppressTarget target = most.map(left::atMost).orElse(left);
                yield bringAbout(
                        seen,
                        tier,
                        rule,
                        target,
                        target.equals(left) ? SuppressReason.OnlineUsage : SuppressReason.LatencyTarget);
            }
            case Reading.Missing<MilliCpu> missing -> {
                if (seen.blindFor().compareTo(blindAfter) < 0) {
                    yield hold(SuppressReason.UsageMissing, missing);
                }
                SuppressTarget lowest = SuppressTarget.floor(Headroom.of(slo), capacity);
                lowest = most.map(lowest::atMost).orElse(lowest);
                yield bringAbout(seen, tier, rule, lowest, SuppressReason.Blind);
            }
        };
    }

    /** Which knob the rule asks for on this node. */
    public static CpuSuppressRule.Policy knob(CpuSuppressRule rule, boolean staticCpuManager) {
        return staticCpuManager ? CpuSuppressRule.Policy.CFS_QUOTA : rule.policy();
    }

    private static Verdict bringAbout(
            Observation seen, BestEffortTier tier, CpuSuppressRule rule, SuppressTarget target, SuppressReason code) {
        boolean byQuota = knob(rule, seen.kubelet().assignsCpus()) == CpuSuppressRule.Policy.CFS_QUOTA;
        KnobChange change = byQuota
                ? QuotaKnob.change(tier, seen.held(), target, seen.sinceLast(), seen.surge(), code)
                : CpusetKnob.change(seen, tier, target, code);
        List<Action> actions = new ArrayList<>(change.actions());
        Own own = Own.of(tier, seen);
        actions.addAll(GiveBack.of(
                key -> (key.knob() == Knob.CPUSET) == byQuota && own.contains(key),
                seen.held(),
                tier.values(),
                target.reason(SuppressReason.KnobReplaced)));
        return actions.isEmpty()
                ? new Verdict.Hold(NAME, change.reason())
                : new Verdict.Act(NAME, actions, change.reason());
    }

    /**
     * The knobs that this rule sets: CPUs and quota of the tier, CPUs of all below it, and quotas there that it has lifted.
     *
     * @param bound groups below it that another rule places
     */
    private record Own(CgroupPath tier, Set<CgroupPath> lifted, Set<CgroupPath> bound) {
        static Own of(BestEffortTier tier, Observation seen) {
            Set<CgroupPath> lifted = new HashSet<>();
            for (TierMember member : tier.members()) {
                if (QuotaKnob.isLifted(member)) {
                    lifted.add(member.path());
                }
            }
            return new Own(tier.path(), lifted, CpusetKnob.bound(seen).keySet());
        }

        boolean contains(KnobKey key) {
            return switch (key.knob()) {
                case CPUSET -> key.cgroup().isWithin(tier) && !bound.contains(key.cgroup());
                case CPU_QUOTA -> key.cgroup().equals(tier) || lifted.contains(key.cgroup());
                default -> false;
            };
        }
    }

    private static Verdict giveBackAll(Observation seen) {
        Reason reason = Reason.of(SuppressReason.Disabled);
        List<Action> actions = seen.tier() instanceof Reading.Value<BestEffortTier>(BestEffortTier tier)
                ? GiveBack.of(Own.of(tier, seen)::contains, seen.held(), tier.values(), reason)
                : List.of();
        return actions.isEmpty()
                ? new Verdict.Hold(NAME, Reason.of(SuppressReason.NotEnabled))
                : new Verdict.Act(NAME, actions, reason);
    }

    private static Verdict hold(SuppressReason code, Reading<?> missing) {
        String cause = missing instanceof Reading.Missing<?>(String why) ? why : "";
        return new Verdict.Hold(NAME, Reason.of(code).with("cause", cause));
    }
}
