package io.sublet.model.cpu;

import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Topologies and nodes for tests. */
final class Machines {
    private Machines() {}

    /** CPU numbers consecutive inside a core, cores numbered through; L3 unknown. */
    static CpuTopology consecutive(int sockets, int numaPerSocket, int coresPerNuma, int threads) {
        List<LogicalCpu> cpus = new ArrayList<>();
        for (int id = 0; id < sockets * numaPerSocket * coresPerNuma * threads; id++) {
            int core = id / threads;
            int numa = core / coresPerNuma;
            cpus.add(new LogicalCpu(id, core, numa / numaPerSocket, numa, LogicalCpu.UNKNOWN));
        }
        return CpuTopology.of(cpus);
    }

    /** As Linux numbers them: thread k of core i is CPU i + k * cores; each NUMA node has L3 domains of so many cores. */
    static CpuTopology linux(int sockets, int numaPerSocket, int coresPerNuma, int threads, int coresPerL3) {
        List<LogicalCpu> cpus = new ArrayList<>();
        int cores = sockets * numaPerSocket * coresPerNuma;
        for (int thread = 0; thread < threads; thread++) {
            for (int core = 0; core < cores; core++) {
                int numa = core / coresPerNuma;
                cpus.add(new LogicalCpu(thread * cores + core, core, numa / numaPerSocket, numa, core / coresPerL3));
            }
        }
        return CpuTopology.of(cpus);
    }

    static NodeCpus node(CpuTopology topology) {
        return node(topology, NodeCpuPolicy.DEFAULT);
    }

    static NodeCpus node(CpuTopology topology, NodeCpuPolicy policy) {
        return NodeCpus.of(topology, ReservedCpus.NONE, policy, new TreeMap<>());
    }

    static NodeCpuPolicy strategy(AllocateStrategy strategy) {
        NodeCpuPolicy policy = NodeCpuPolicy.DEFAULT;
        return new NodeCpuPolicy(policy.bind(), policy.numa(), strategy, policy.amplification());
    }

    static PodCpus pod(String uid, CpuSet cpus, CpuExclusivePolicy exclusive) {
        return new PodCpus(uid, cpus, QosClass.LSR, exclusive, List.of());
    }

    static PinRequest prefers(CpuBindPolicy policy, int cpus) {
        return PinRequest.of(Amounts.of(cpus * 1000L, 0)).bound(CpuBindPolicy.NONE, policy, CpuBindPolicy.FULL_PCPUS);
    }

    static PinRequest requires(CpuBindPolicy policy, int cpus) {
        return PinRequest.of(Amounts.of(cpus * 1000L, 0)).bound(policy, CpuBindPolicy.NONE, CpuBindPolicy.FULL_PCPUS);
    }

    static CpuSet cpus(String list) {
        return CpuSet.parse(list).orElseThrow();
    }
}
