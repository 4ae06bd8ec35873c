package io.sublet.agent.observe;

import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import java.util.stream.IntStream;

/** Machines for tests. */
public final class Topologies {
    private Topologies() {}

    /** Two threads per core, the cores in two NUMA nodes; CPU n and CPU n + cpus/2 are siblings. */
    public static CpuTopology twoThreadsPerCore(int cpus) {
        int cores = Math.max(1, cpus / 2);
        return CpuTopology.of(IntStream.range(0, cpus)
                .mapToObj(cpu -> new LogicalCpu(cpu, cpu % cores, 0, cpu % cores * 2 / cores, LogicalCpu.UNKNOWN))
                .toList());
    }
}
