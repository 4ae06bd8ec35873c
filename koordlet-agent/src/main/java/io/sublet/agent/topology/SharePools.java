package io.sublet.agent.topology;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.machine.CpuTopology;
import io.sublet.agent.observe.machine.LogicalCpu;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The CPUs on which pods run that have none of their own: all that are online, less those of the kubelet's pods, of bound pods and
 * of the system. Best effort may also run on CPUs of bound pods that are not LSE.
 *
 * @param online the pool of LS pods by NUMA node
 * @param bestEffort the pool of BE pods by NUMA node
 */
public record SharePools(List<Pool> online, List<Pool> bestEffort) {
    /** The part of a pool that is on one NUMA node of one socket; may be empty. */
    public record Pool(int socket, int numaNode, CpuSet cpus) {}

    public SharePools {
        online = List.copyOf(online);
        bestEffort = List.copyOf(bestEffort);
    }

    /**
     * The pools of a node.
     *
     * @param pods those that hold resources
     * @param apart CPUs that neither pool has
     */
    public static SharePools of(CpuTopology topology, List<PodView> pods, CpuSet apart) {
        CpuSet bound = CpuSet.EMPTY;
        CpuSet exclusive = CpuSet.EMPTY;
        for (PodView pod : pods) {
            bound = bound.union(pod.boundCpus());
            if (pod.qos() == QosClass.LSE) {
                exclusive = exclusive.union(pod.boundCpus());
            }
        }
        CpuSet shared = topology.cpuSet().minus(apart);
        return new SharePools(pools(topology, shared.minus(bound)), pools(topology, shared.minus(exclusive)));
    }

    private static List<Pool> pools(CpuTopology topology, CpuSet cpus) {
        Map<Integer, Map<Integer, CpuSet>> byPlace = new TreeMap<>();
        for (LogicalCpu cpu : topology.cpus()) {
            Map<Integer, CpuSet> nodes = byPlace.computeIfAbsent(cpu.socket(), socket -> new TreeMap<>());
            CpuSet own = cpus.contains(cpu.id()) ? CpuSet.of(cpu.id()) : CpuSet.EMPTY;
            nodes.merge(cpu.numa(), own, CpuSet::union);
        }
        List<Pool> pools = new ArrayList<>();
        byPlace.forEach((socket, nodes) -> nodes.forEach((node, own) -> pools.add(new Pool(socket, node, own))));
        return pools;
    }

    /**
     * The CPUs that stand for a reserved amount of which nobody has said where it is: whole sockets, then whole cores, then
     * threads, the lowest first, as the kubelet takes them.
     */
    public static CpuSet packed(CpuTopology topology, MilliCpu amount) {
        return CpuSet.of(topology.cpus().stream()
                .sorted(Comparator.comparingInt(LogicalCpu::socket)
                        .thenComparingInt(LogicalCpu::numa)
                        .thenComparingInt(LogicalCpu::core)
                        .thenComparingInt(LogicalCpu::id))
                .limit(amount.wholeCpus())
                .mapToInt(LogicalCpu::id));
    }
}
