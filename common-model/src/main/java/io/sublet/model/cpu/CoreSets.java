package io.sublet.model.cpu;

import io.sublet.model.cpu.CpuTopology.Domain;
import org.jspecify.annotations.Nullable;

/** Sets of CPUs by the cores they make up. */
final class CoreSets {
    private CoreSets() {}

    /** The CPUs of the cores that are in the set with all their threads. */
    static long[] wholeCores(CpuTopology topology, long[] set) {
        long[] whole = new long[set.length];
        for (Domain core : topology.coreDomains()) {
            if (Bits.get(set, core.first) && Bits.countBoth(core.cpus, set) == core.size) {
                Bits.addTo(whole, core.cpus);
            }
        }
        return whole;
    }

    /** Of each core the lowest CPU that is in the set. */
    static long[] oneThreadPerCore(CpuTopology topology, long[] set) {
        long[] lowest = new long[set.length];
        long[] seen = new long[(topology.coreCount() >> 6) + 1];
        for (int cpu = Bits.next(set, 0); cpu >= 0; cpu = Bits.next(set, cpu + 1)) {
            int core = topology.coreOf(cpu);
            if (!Bits.get(seen, core)) {
                Bits.set(seen, core);
                Bits.set(lowest, cpu);
            }
        }
        return lowest;
    }

    /** The number of cores that a set of CPUs touches. */
    static int coresOf(CpuTopology topology, long[] set) {
        long[] seen = new long[(topology.coreCount() >> 6) + 1];
        for (int cpu = Bits.next(set, 0); cpu >= 0; cpu = Bits.next(set, cpu + 1)) {
            Bits.set(seen, topology.coreOf(cpu));
        }
        return Bits.count(seen);
    }

    /** Whether the set has each core that it touches with all its threads. */
    static boolean isWhole(CpuTopology topology, long[] set) {
        return Bits.count(wholeCores(topology, set)) == Bits.count(set);
    }

    /**
     * The largest number up to a limit that some of the cores in a set add up to exactly.
     *
     * @param whole a set of whole cores
     */
    static int largestSum(CpuTopology topology, long[] whole, int limit) {
        if (topology.evenCores()) {
            int most = Math.min(limit, Bits.count(whole));
            return most - most % Math.max(1, topology.threads());
        }
        long[] sums = new long[(limit >> 6) + 1];
        sums[0] = 1;
        for (Domain core : topology.coreDomains()) {
            if (Bits.meet(core.cpus, whole)) {
                addShifted(sums, sums, core.size);
            }
        }
        int largest = limit;
        while (!Bits.get(sums, largest)) {
            largest--;
        }
        return largest;
    }

    /**
     * Whole cores that add up to a number exactly, those first in the order given that leave this possible.
     *
     * @param whole a set of whole cores
     * @return null if there are none
     */
    static long @Nullable [] exactly(CpuTopology topology, long[] whole, int[] order, int number) {
        int words = (number >> 6) + 1;
        long[][] sums = new long[order.length + 1][words];
        sums[order.length][0] = 1;
        for (int i = order.length - 1; i >= 0; i--) {
            Domain core = topology.coreDomains()[order[i]];
            System.arraycopy(sums[i + 1], 0, sums[i], 0, words);
            if (Bits.meet(core.cpus, whole)) {
                addShifted(sums[i], sums[i + 1], core.size);
            }
        }
        if (!Bits.get(sums[0], number)) {
            return null;
        }
        long[] chosen = new long[whole.length];
        int rest = number;
        for (int i = 0; rest > 0; i++) {
            Domain core = topology.coreDomains()[order[i]];
            if (core.size <= rest && Bits.meet(core.cpus, whole) && Bits.get(sums[i + 1], rest - core.size)) {
                Bits.addTo(chosen, core.cpus);
                rest -= core.size;
            }
        }
        return chosen;
    }

    /** Adds to one set the numbers of another (or the same) raised by a shift of less than 64; what falls off the end is lost. */
    private static void addShifted(long[] sum, long[] numbers, int shift) {
        for (int word = numbers.length - 1; word >= 0; word--) {
            long raised = numbers[word] << shift;
            if (word > 0) {
                raised |= numbers[word - 1] >>> (64 - shift);
            }
            sum[word] |= raised;
        }
    }
}
