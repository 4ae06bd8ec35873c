package io.sublet.agent.topology;

import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.MilliCpu;
import java.util.Comparator;

/** Where a reserved amount of CPU is of which nobody has said where: whole sockets, then whole cores, then threads, the lowest first, as the kubelet takes them. */
final class PackedCpus {
    private PackedCpus() {}

    static CpuSet of(CpuTopology topology, MilliCpu amount) {
        return CpuSet.of(topology.cpus().stream()
                .sorted(Comparator.comparingInt(LogicalCpu::socket)
                        .thenComparingInt(LogicalCpu::numa)
                        .thenComparingInt(LogicalCpu::core)
                        .thenComparingInt(LogicalCpu::id))
                .limit(amount.wholeCpus())
                .mapToInt(LogicalCpu::id));
    }
}
