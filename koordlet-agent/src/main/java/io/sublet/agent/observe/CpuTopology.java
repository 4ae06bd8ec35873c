package io.sublet.agent.observe;

import io.sublet.model.unit.CpuSet;
import java.util.List;

/** The logical CPUs that are online, and where each one sits. */
public record CpuTopology(List<LogicalCpu> cpus) {
    /**
     * One logical CPU.
     *
     * @param core unique within its socket; the CPUs of one core are siblings that share its execution units
     * @param numaNode 0 on a machine without NUMA
     */
    public record LogicalCpu(int id, int core, int socket, int numaNode) {
        public boolean isSiblingOf(LogicalCpu other) {
            return socket == other.socket && core == other.core;
        }
    }

    public CpuTopology {
        cpus = List.copyOf(cpus);
    }

    public CpuSet online() {
        return CpuSet.of(cpus.stream().mapToInt(LogicalCpu::id));
    }
}
