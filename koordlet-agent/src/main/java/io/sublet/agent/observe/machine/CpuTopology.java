package io.sublet.agent.observe.machine;

import io.sublet.model.unit.CpuSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Online CPUs; stands in until the model's. */
public record CpuTopology(List<LogicalCpu> cpus) {
    public static CpuTopology of(Collection<LogicalCpu> online) {
        boolean withoutNuma = online.stream().allMatch(cpu -> cpu.numa() == LogicalCpu.UNKNOWN);
        return new CpuTopology(online.stream()
                .map(cpu -> withoutNuma ? new LogicalCpu(cpu.id(), cpu.core(), cpu.socket(), 0, cpu.l3()) : cpu)
                .sorted(Comparator.comparingInt(LogicalCpu::id))
                .toList());
    }

    public CpuSet cpuSet() {
        return CpuSet.of(cpus.stream().mapToInt(LogicalCpu::id));
    }

    public int coreCount() {
        return (int) cpus.stream().mapToInt(LogicalCpu::core).distinct().count();
    }
}
