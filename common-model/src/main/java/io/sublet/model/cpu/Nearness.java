package io.sublet.model.cpu;

import io.sublet.model.cpu.CpuTopology.Domain;
import java.util.Arrays;

/**
 * The order of cores for what is left to take: those with more CPUs of the same L3 domain, then of the same socket, taken
 * already; then by the strategy of socket and NUMA node; then the emptiest L3 domain; then those with fewer free threads, so
 * that half-used cores are used up; then by socket and number. L3 domains count where they are
 * smaller than NUMA nodes, or larger and smaller than sockets.
 */
final class Nearness {
    private final int[] takenInL3;
    private final int[] takenInSocket;
    private final int[] freeInSocket;
    private final int[] freeInNuma;
    private final int[] freeInL3;
    private final AllocateStrategy strategy;

    private Nearness(CpuTopology topology, long[] open, long[] taken, AllocateStrategy strategy) {
        Domain[] cells = topology.cells();
        boolean l3 = topology.l3Matters();
        takenInL3 = l3 ? countsOfL3(topology, taken) : new int[cells.length];
        freeInL3 = l3 ? countsOfL3(topology, open) : new int[cells.length];
        takenInSocket = counts(topology.socketDomains(), taken);
        freeInSocket = counts(topology.socketDomains(), open);
        freeInNuma = counts(topology.numaDomains(), open);
        this.strategy = strategy;
    }

    /** Indexes of the cores that have a CPU in the open set. */
    static int[] order(CpuTopology topology, long[] open, long[] taken, AllocateStrategy strategy) {
        Nearness nearness = new Nearness(topology, open, taken, strategy);
        int[] rank = nearness.ranks(topology.cells());
        Domain[] cores = topology.coreDomains();
        long[] keys = new long[cores.length];
        int count = 0;
        for (int core = 0; core < cores.length; core++) {
            int threads = Bits.countBoth(cores[core].cpus, open);
            if (threads > 0) {
                keys[count++] = (long) rank[cores[core].cell] << 40 | (long) threads << 20 | core;
            }
        }
        Arrays.sort(keys, 0, count);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = (int) (keys[i] & 0xFFFFF);
        }
        return order;
    }

    /** Of each cell its place in the order; the same for cells that are equal. */
    private int[] ranks(Domain[] cells) {
        int[] sorted = new int[cells.length];
        for (int i = 0; i < cells.length; i++) {
            int at = i;
            while (at > 0 && compare(cells[i], cells[sorted[at - 1]]) < 0) {
                sorted[at] = sorted[at - 1];
                at--;
            }
            sorted[at] = i;
        }
        int[] ranks = new int[cells.length];
        for (int i = 1; i < sorted.length; i++) {
            boolean equal = compare(cells[sorted[i - 1]], cells[sorted[i]]) == 0;
            ranks[sorted[i]] = ranks[sorted[i - 1]] + (equal ? 0 : 1);
        }
        return ranks;
    }

    private int compare(Domain one, Domain other) {
        int order = Integer.compare(takenInL3[other.cell], takenInL3[one.cell]);
        order = order != 0 ? order : Integer.compare(takenInSocket[other.socket], takenInSocket[one.socket]);
        order = order != 0 ? order : strategy.compare(freeInSocket[one.socket], freeInSocket[other.socket]);
        order = order != 0 ? order : strategy.compare(freeInNuma[one.numa], freeInNuma[other.numa]);
        return order != 0 ? order : Integer.compare(freeInL3[other.cell], freeInL3[one.cell]);
    }

    /** By cell, of the L3 domain that it is in. */
    private static int[] countsOfL3(CpuTopology topology, long[] set) {
        Domain[] cells = topology.cells();
        int[] counts = new int[cells.length];
        for (int i = 0; i < cells.length; i++) {
            Domain place = cells[i].l3 >= 0 ? topology.l3Domains()[cells[i].l3] : cells[i];
            counts[i] = Bits.countBoth(place.cpus, set);
        }
        return counts;
    }

    private static int[] counts(Domain[] domains, long[] set) {
        int[] counts = new int[domains.length];
        for (int i = 0; i < domains.length; i++) {
            counts[i] = Bits.countBoth(domains[i].cpus, set);
        }
        return counts;
    }
}
