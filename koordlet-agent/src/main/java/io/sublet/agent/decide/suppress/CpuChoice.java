package io.sublet.agent.decide.suppress;

import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.unit.CpuSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * Which CPUs best effort gets. CPUs it has already are kept, since moving threads costs caches. What is added completes cores of
 * which it has a part, then opens whole cores on the NUMA node of which it has least, and there by the L3 cache of which it has
 * most, so that online pods keep cores and caches for themselves; what is taken goes in the opposite order.
 */
final class CpuChoice {
    private final int[] ids;
    private final int[] cores;
    private final int[] nodes;
    private final int[] caches;
    private final int[] poolOfCore;
    private final int[] ofCore;
    private final int[] ofNode;
    private final int[] ofCache;
    private final boolean[] chosen;
    private int size;

    /** A pool of which nothing is chosen yet. */
    private CpuChoice(List<LogicalCpu> pool) {
        ids = pool.stream().mapToInt(LogicalCpu::id).toArray();
        cores = numbers(pool, cpu -> (long) cpu.socket() << 32 | cpu.core());
        nodes = numbers(pool, LogicalCpu::numa);
        caches = numbers(pool, cpu -> (long) cpu.socket() << 32 | (cpu.l3() + 1));
        poolOfCore = new int[ids.length];
        for (int core : cores) {
            poolOfCore[core]++;
        }
        ofCore = new int[ids.length];
        ofNode = new int[ids.length];
        ofCache = new int[ids.length];
        chosen = new boolean[ids.length];
    }

    /** Numbers from 0 for the values of a key, the same for the same value. */
    private static int[] numbers(List<LogicalCpu> pool, ToLongFunction<LogicalCpu> key) {
        Map<Long, Integer> known = new HashMap<>();
        return pool.stream()
                .mapToInt(cpu -> known.computeIfAbsent(key.applyAsLong(cpu), fresh -> known.size()))
                .toArray();
    }

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
        CpuSet ofLent = fit(topology, lent, current, fromLent);
        CpuSet ofFree = fit(topology, free, current, count - fromLent);
        return ofLent.union(ofFree);
    }

    private static CpuSet fit(CpuTopology topology, CpuSet pool, CpuSet current, int count) {
        CpuChoice choice = new CpuChoice(
                topology.cpus().stream().filter(cpu -> pool.contains(cpu.id())).toList());
        for (int i = 0; i < choice.ids.length; i++) {
            if (current.contains(choice.ids[i])) {
                choice.change(i, 1);
            }
        }
        while (choice.size > count) {
            choice.change(choice.worst(), -1);
        }
        while (choice.size < count) {
            choice.change(choice.best(), 1);
        }
        return CpuSet.of(IntStream.range(0, choice.ids.length)
                .filter(i -> choice.chosen[i])
                .map(i -> choice.ids[i]));
    }

    private void change(int cpu, int by) {
        chosen[cpu] = by > 0;
        ofCore[cores[cpu]] += by;
        ofNode[nodes[cpu]] += by;
        ofCache[caches[cpu]] += by;
        size += by;
    }

    /** The one to add; of equal ones that with the lowest number. */
    private int best() {
        int best = -1;
        for (int i = 0; i < ids.length; i++) {
            if (!chosen[i] && (best < 0 || isBetter(i, best))) {
                best = i;
            }
        }
        return best;
    }

    private boolean isBetter(int cpu, int than) {
        if (ofCore[cores[cpu]] != ofCore[cores[than]]) {
            return ofCore[cores[cpu]] > ofCore[cores[than]];
        }
        if (ofNode[nodes[cpu]] != ofNode[nodes[than]]) {
            return ofNode[nodes[cpu]] < ofNode[nodes[than]];
        }
        if (poolOfCore[cores[cpu]] != poolOfCore[cores[than]]) {
            return poolOfCore[cores[cpu]] > poolOfCore[cores[than]];
        }
        return ofCache[caches[cpu]] > ofCache[caches[than]];
    }

    /** The one to take; of equal ones that with the highest number. */
    private int worst() {
        int worst = -1;
        for (int i = ids.length - 1; i >= 0; i--) {
            if (chosen[i] && (worst < 0 || isWorse(i, worst))) {
                worst = i;
            }
        }
        return worst;
    }

    private boolean isWorse(int cpu, int than) {
        if (ofCore[cores[cpu]] != ofCore[cores[than]]) {
            return ofCore[cores[cpu]] < ofCore[cores[than]];
        }
        if (ofNode[nodes[cpu]] != ofNode[nodes[than]]) {
            return ofNode[nodes[cpu]] > ofNode[nodes[than]];
        }
        return ofCache[caches[cpu]] < ofCache[caches[than]];
    }
}
