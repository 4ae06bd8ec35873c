package io.sublet.agent.decide.suppress;

import io.sublet.agent.decide.Action;
import io.sublet.agent.decide.cpuset.CpuPlaces;
import io.sublet.agent.decide.cpuset.EligibleCpus;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.SurgePhase;
import io.sublet.agent.observe.TierMember;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Suppression by the set of CPUs. Best effort gets whole CPUs: at least two, or all there are; those that its pods are bound to are
 * among them in any case. It shrinks at once. It grows by at most a tenth of the machine's CPUs at a time, or to what it was before a
 * short surge ({@link Comeback}), and only when a quarter of a CPU more is there than the larger set needs, so that it does not go to and fro.
 */
final class CpusetKnob {
    private static final int MINIMUM_CPUS = 2;
    private static final MilliCpu GROWTH_MARGIN = new MilliCpu(250);

    private CpusetKnob() {}

    static KnobChange change(Observation seen, BestEffortTier tier, SuppressTarget target, SuppressReason code) {
        if (!(seen.machine().topology() instanceof Reading.Value<CpuTopology>(CpuTopology topology))) {
            return none(target, SuppressReason.TopologyMissing);
        }
        Reading<CpuSet> has = tier.effective().isMissing() ? tier.cpus() : tier.effective();
        if (!(has instanceof Reading.Value<CpuSet>(CpuSet current))
                || tier.cpus().isMissing()) {
            return none(target, SuppressReason.KnobMissing);
        }
        EligibleCpus eligible = EligibleCpus.of(seen, topology);
        if (eligible.all().isEmpty()) {
            return none(target, SuppressReason.NoEligibleCpus);
        }
        int step = current.size() + Math.ceilDiv(topology.cpus().size(), 10);
        int reachable = switch (seen.surge()) {
            case SurgePhase.Calm calm -> step;
            case SurgePhase.Lasting lasting -> current.size();
            case SurgePhase.Over(MilliCpu again) -> Math.max(again.wholeCpus(), step);
        };
        int count = count(target, current.size(), reachable, eligible.all().size());
        CpuSet chosen = choose(topology, eligible, current, count);
        Reason reason = target.reason(code)
                .with("cpus", chosen.toString())
                .with("hadCpus", current.toString())
                .with("eligible", eligible.all().toString());
        List<Action> actions = new ArrayList<>();
        if (!tier.cpus().equals(Reading.of(chosen))) {
            actions.add(new Action.SetCpuset(tier.path(), chosen, reason));
        }
        Map<CgroupPath, CpuSet> bound = bound(seen);
        for (TierMember member : tier.members()) {
            if (member.cpus() instanceof Reading.Value<CpuSet>(CpuSet now)) {
                CpuSet own = bound.get(member.path());
                CpuSet wanted = own == null ? chosen : boundWithin(own, now, chosen);
                if (!now.equals(wanted)) {
                    actions.add(new Action.SetCpuset(member.path(), wanted, reason));
                }
            }
        }
        return actions.isEmpty() ? none(target, SuppressReason.Settled) : new KnobChange(actions, reason);
    }

    private static CpuSet choose(CpuTopology topology, EligibleCpus eligible, CpuSet current, int count) {
        CpuSet bound = eligible.bound();
        CpuSet rest = eligible.all().minus(bound);
        int more = Math.min(rest.size(), Math.max(0, count - bound.size()));
        return CpuChoice.choose(topology, rest, eligible.lent(), current, more).union(bound);
    }

    /** A group whose pod is bound is placed elsewhere; here it is only kept from being wider than the tier. */
    private static CpuSet boundWithin(CpuSet own, CpuSet now, CpuSet chosen) {
        if (chosen.containsAll(now)) {
            return now;
        }
        CpuSet inside = own.intersect(chosen);
        return inside.isEmpty() ? chosen : inside;
    }

    /** What best-effort pods are bound to, by those of their groups that another rule places. */
    static Map<CgroupPath, CpuSet> bound(Observation seen) {
        Map<CgroupPath, CpuSet> bound = new HashMap<>();
        for (PodObservation pod : seen.pods().toOptional().orElse(List.of())) {
            if (pod.pod().isBestEffort() && !pod.pod().boundCpus().isEmpty()) {
                for (CgroupPath group : CpuPlaces.groups(pod, seen.knobs().version())) {
                    bound.put(group, pod.pod().boundCpus());
                }
            }
        }
        return bound;
    }

    private static int count(SuppressTarget target, int current, int reachable, int eligible) {
        int most = Math.max(MINIMUM_CPUS, target.target().wholeCpus());
        int grown = Math.max(
                Math.min(most, current), target.target().minus(GROWTH_MARGIN).wholeCpus());
        int wanted = Math.min(Math.min(most, grown), reachable);
        return Math.min(eligible, Math.max(MINIMUM_CPUS, wanted));
    }

    private static KnobChange none(SuppressTarget target, SuppressReason code) {
        return new KnobChange(List.of(), target.reason(code));
    }
}
