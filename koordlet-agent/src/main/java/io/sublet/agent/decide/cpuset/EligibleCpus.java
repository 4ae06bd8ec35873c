package io.sublet.agent.decide.cpuset;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.BestEffortTier;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.agent.topology.CpuClaims;
import io.sublet.model.cpu.CpuExclusivePolicy;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.cpu.SharePool;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuBindSpec;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The CPUs that best effort may have. Not those of LSE pods, nor a hyperthread of a core with one of theirs; not the cores of pods
 * that want them exclusively; not those reserved for the system or given away by the kubelet.
 *
 * @param all those that it may have
 * @param lent of those, the ones that LSR pods are bound to and lend
 * @param bound of those, the ones that best-effort pods are bound to, which they keep
 */
public record EligibleCpus(CpuSet all, CpuSet lent, CpuSet bound) {
    /** Those of a node, as far as its tier has room for them. */
    public static EligibleCpus of(Observation seen, CpuTopology topology) {
        List<PodView> pods = seen.pods().toOptional().orElse(List.of()).stream()
                .map(PodObservation::pod)
                .toList();
        CpuSet open = topology.cpuSet();
        if (seen.node() instanceof Reading.Value<NodeView>(NodeView node)) {
            open = CpuSet.EMPTY;
            for (SharePool pool :
                    CpuClaims.of(topology, node, pods, seen.kubelet()).bestEffortSharePools()) {
                open = open.union(pool.cpus());
            }
        }
        CpuSet closed = CpuSet.EMPTY;
        CpuSet reserved = CpuSet.EMPTY;
        CpuSet bound = CpuSet.EMPTY;
        for (PodView pod : pods) {
            if (pod.boundCpus().isEmpty()) {
                continue;
            }
            if (pod.isBestEffort()) {
                bound = bound.union(pod.boundCpus());
            } else if (isExclusive(pod)) {
                closed = closed.union(cores(topology, pod.boundCpus()));
            } else if (pod.qos() == QosClass.LSR) {
                reserved = reserved.union(pod.boundCpus());
            }
        }
        CpuSet eligible = open.minus(closed);
        CpuSet all = seen.tier()
                .flatMap(BestEffortTier::allowed)
                .map(eligible::intersect)
                .toOptional()
                .orElse(eligible);
        return new EligibleCpus(all, all.intersect(reserved), all.intersect(bound));
    }

    private static boolean isExclusive(PodView pod) {
        if (pod.qos() == QosClass.LSE) {
            return true;
        }
        String annotation = pod.marks().annotations().get(Annotations.RESOURCE_SPEC);
        return annotation != null
                && CpuBindSpec.parse(annotation)
                                .valid()
                                .orElse(CpuBindSpec.NONE)
                                .exclusive()
                        != CpuExclusivePolicy.NONE;
    }

    /** All CPUs of the cores that a set has a CPU of. */
    private static CpuSet cores(CpuTopology topology, CpuSet cpus) {
        Set<Long> cores = topology.cpus().stream()
                .filter(cpu -> cpus.contains(cpu.id()))
                .map(EligibleCpus::core)
                .collect(Collectors.toSet());
        return CpuSet.of(topology.cpus().stream()
                .filter(cpu -> cores.contains(core(cpu)))
                .mapToInt(LogicalCpu::id));
    }

    private static long core(LogicalCpu cpu) {
        return (long) cpu.socket() << 32 | cpu.core();
    }
}
