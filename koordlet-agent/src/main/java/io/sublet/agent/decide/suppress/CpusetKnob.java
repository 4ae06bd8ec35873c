package io.sublet.agent.decide.suppress;

import io.sublet.agent.decide.Action;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.TierMember;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.reason.Reason;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Suppression by the set of CPUs. Best effort gets whole CPUs: at least two, or all there are; never those of an LSE pod or those
 * reserved for the system. It grows by at most a tenth of the machine's CPUs at a time and shrinks at once.
 */
final class CpusetKnob {
    private static final int MINIMUM_CPUS = 2;

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
        CpuSet eligible = eligible(seen, tier, topology);
        if (eligible.isEmpty()) {
            return none(target, SuppressReason.NoEligibleCpus);
        }
        int count = count(target, current.size(), topology.cpus().size(), eligible.size());
        CpuSet chosen = CpuChoice.choose(topology, eligible, boundTo(seen, QosClass.LSR), current, count);
        Reason reason = target.reason(code)
                .with("cpus", chosen.toString())
                .with("hadCpus", current.toString())
                .with("eligible", eligible.toString());
        List<Action> actions = new ArrayList<>();
        if (!tier.cpus().equals(Reading.of(chosen))) {
            actions.add(new Action.SetCpuset(tier.path(), chosen, reason));
        }
        for (TierMember member : tier.members()) {
            if (!member.cpus().isMissing() && !member.cpus().equals(Reading.of(chosen))) {
                actions.add(new Action.SetCpuset(member.path(), chosen, reason));
            }
        }
        return actions.isEmpty() ? none(target, SuppressReason.Settled) : new KnobChange(actions, reason);
    }

    private static int count(SuppressTarget target, int current, int all, int eligible) {
        int wanted = Math.max(MINIMUM_CPUS, target.target().wholeCpus());
        int growth = Math.ceilDiv(all, 10);
        return Math.min(eligible, Math.min(wanted, Math.max(MINIMUM_CPUS, current + growth)));
    }

    private static CpuSet eligible(Observation seen, BestEffortTier tier, CpuTopology topology) {
        CpuSet reserved = seen.node()
                .map(node -> node.reservation().reservedCpus())
                .toOptional()
                .orElse(CpuSet.EMPTY);
        CpuSet eligible = topology.cpuSet().minus(reserved).minus(boundTo(seen, QosClass.LSE));
        return tier.allowed().map(eligible::intersect).toOptional().orElse(eligible);
    }

    private static CpuSet boundTo(Observation seen, QosClass qos) {
        CpuSet bound = CpuSet.EMPTY;
        for (PodObservation pod : seen.pods().toOptional().orElse(List.of())) {
            bound = pod.pod().qos() == qos ? bound.union(pod.pod().boundCpus()) : bound;
        }
        return bound;
    }

    private static KnobChange none(SuppressTarget target, SuppressReason code) {
        return new KnobChange(List.of(), target.reason(code));
    }
}
