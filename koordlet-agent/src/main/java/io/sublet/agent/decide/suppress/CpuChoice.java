package io.sublet.agent.decide.suppress;

import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which CPUs best effort gets. CPUs it has already are kept, since moving threads costs caches. What is added completes cores of
 * which it has a part, then opens whole cores on the NUMA node of which it has least, and there by the L3 cache of which it has
 * most, so that online pods keep cores and caches for themselves; what is taken goes in the opposite order.
 */
final class CpuChoice {
    private CpuChoice() {}

    /**
     * Chooses so many CPUs of the eligible ones.
     *
     * @param reserved those of the eligible that pods have reserved and lend; they carry their share of best effort, not more
     * @param current what best effort has now
     * @param count at most the number of eligible CPUs
     */
    static CpuSet choose(CpuTopology topology, CpuSet eligible, CpuSet reserved, CpuSet current, int count) {
        CpuSet lent = eligible.intersect(reserved);
        CpuSet free = eligible.minus(lent);
        int fromLent = eligible.isEmpty() ? 0 : count * lent.size() / eligible.size();
        CpuSet ofLent = fit(topology, lent, current.intersect(lent), fromLent);
        CpuSet ofFree = fit(topology, free, current.intersect(free), count - fromLent);
        return ofLent.union(ofFree);
    }

    private static CpuSet fit(CpuTopology topology, CpuSet pool, CpuSet current, int count) {
        List<LogicalCpu> cpus = topology.cpus().stream()
                .filter(cpu -> pool.contains(cpu.id()))
                .sorted(Comparator.comparingInt(LogicalCpu::id))
                .toList();
        List<LogicalCpu> chosen = new ArrayList<>(
                cpus.stream().filter(cpu -> current.contains(cpu.id())).toList());
        while (chosen.size() > count) {
            chosen.remove(worst(chosen));
        }
        while (chosen.size() < count) {
            chosen.add(best(cpus, chosen));
        }
        return CpuSet.of(chosen.stream().mapToInt(LogicalCpu::id));
    }

    private static LogicalCpu best(List<LogicalCpu> pool, List<LogicalCpu> chosen) {
        return pool.stream()
                .filter(cpu -> !chosen.contains(cpu))
                .min(Comparator.<LogicalCpu>comparingLong(cpu -> -siblings(cpu, chosen))
                        .thenComparingLong(cpu -> onNode(cpu, chosen))
                        .thenComparingLong(cpu -> -siblings(cpu, pool))
                        .thenComparingLong(cpu -> -onCache(cpu, chosen))
                        .thenComparingInt(LogicalCpu::id))
                .orElseThrow();
    }

    private static LogicalCpu worst(List<LogicalCpu> chosen) {
        return chosen.stream()
                .min(Comparator.<LogicalCpu>comparingLong(cpu -> siblings(cpu, chosen))
                        .thenComparingLong(cpu -> -onNode(cpu, chosen))
                        .thenComparingLong(cpu -> onCache(cpu, chosen))
                        .thenComparingInt(cpu -> -cpu.id()))
                .orElseThrow();
    }

    private static long siblings(LogicalCpu cpu, List<LogicalCpu> among) {
        return among.stream()
                .filter(other -> other.id() != cpu.id() && isSibling(other, cpu))
                .count();
    }

    private static boolean isSibling(LogicalCpu one, LogicalCpu other) {
        return one.socket() == other.socket() && one.core() == other.core();
    }

    private static long onCache(LogicalCpu cpu, List<LogicalCpu> among) {
        return among.stream()
                .filter(other -> other.socket() == cpu.socket() && other.l3() == cpu.l3())
                .count();
    }

    private static long onNode(LogicalCpu cpu, List<LogicalCpu> among) {
        return among.stream().filter(other -> other.numa() == cpu.numa()).count();
    }
}
