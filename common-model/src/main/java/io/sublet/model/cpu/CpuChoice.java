package io.sublet.model.cpu;

import io.sublet.model.cpu.CpuAccumulator.Wish;
import io.sublet.model.cpu.CpuTopology.Domain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses CPUs for one pod on one node, from any part of it. Strictly means that the bind policy holds for every CPU; loosely
 * that it is kept as far as it goes.
 */
final class CpuChoice {
    private final NodeCpus node;
    private final CpuTopology topology;
    private final Wish wish;
    private final long[] avoid;
    private final L3Fill fill;
    private final long[] keep;
    private final boolean strict;
    /** The free CPUs that the policy can use. */
    private final long[] usable;

    CpuChoice(NodeCpus node, PinRequest request, CpuBindPolicy policy, boolean strict) {
        this.node = node;
        this.topology = node.topology();
        this.wish = new Wish(policy, node.policy().strategy(), request.exclusive());
        this.avoid = node.heldBy(request.exclusive());
        this.fill = new L3Fill(topology, wish.strategy());
        this.keep = request.keep().isEmpty() ? new long[0] : Bits.of(request.keep(), topology.words());
        this.strict = strict;
        this.usable = usable(node.freeBits());
    }

    /** The CPUs of a set that the policy can use. */
    private long[] usable(long[] set) {
        if (!strict) {
            return set;
        }
        return wish.wholeCores() ? CoreSets.wholeCores(topology, set) : CoreSets.oneThreadPerCore(topology, set);
    }

    /**
     * The largest number of CPUs up to a limit that can be chosen.
     *
     * @param within whole cores, as in every argument of that name
     */
    int most(long[] within, int limit) {
        return mostOf(Bits.and(usable, within), limit);
    }

    /** The same, if every CPU that is not reserved were free. */
    int mostWhenEmpty(int limit) {
        return mostOf(usable(Bits.minus(topology.all(), node.reservedBits())), limit);
    }

    private int mostOf(long[] cpus, int limit) {
        return strict && wish.wholeCores()
                ? CoreSets.largestSum(topology, cpus, limit)
                : Math.min(limit, Bits.count(cpus));
    }

    /** The least number of L3 domains of a place that a number of CPUs takes. */
    int l3Needed(Domain place, int number) {
        return fill.domainsNeeded(place, usable, number);
    }

    /**
     * CPUs for a pod.
     *
     * @return null if there are too few
     */
    long @Nullable [] choose(long[] within, int number) {
        long[] there = Bits.and(usable, within);
        if (Bits.count(there) < number) {
            return null;
        }
        long[] chosen = strict && wish.wholeCores() && !topology.evenCores()
                ? unevenCores(there, number)
                : keptFirst(there, number);
        return chosen == null || (strict && !isKept(chosen)) ? null : chosen;
    }

    private long @Nullable [] keptFirst(long[] there, int number) {
        if (keep.length == 0) {
            return CpuAccumulator.take(topology, there, avoid, number, wish);
        }
        long[] first = Bits.and(there, keep);
        int kept = Math.min(number, Bits.count(first));
        long[] old = CpuAccumulator.take(topology, first, avoid, kept, wish);
        long[] more = CpuAccumulator.take(topology, Bits.minus(there, first), avoid, number - kept, wish);
        if (old == null || more == null) {
            return null;
        }
        Bits.addTo(old, more);
        return old;
    }

    /** Whole cores of different sizes: of the first place, from small to large kinds, where some add up to the number. */
    private long @Nullable [] unevenCores(long[] there, int number) {
        List<Domain[]> kinds = new ArrayList<>();
        if (topology.severalL3PerNuma()) {
            kinds.add(topology.cells());
        }
        kinds.add(topology.numaDomains());
        if (topology.severalNumaPerL3()) {
            kinds.add(topology.l3Domains());
        }
        kinds.add(topology.socketDomains());
        for (Domain[] kind : kinds) {
            Domain[] ordered = kind.clone();
            Arrays.sort(ordered, Comparator.comparingInt(place -> Bits.countBoth(there, place.cpus)));
            if (wish.strategy() == AllocateStrategy.LEAST) {
                Arrays.sort(ordered, Comparator.comparingInt(place -> -Bits.countBoth(there, place.cpus)));
            }
            for (Domain place : ordered) {
                long[] chosen = CoreSets.exactly(topology, Bits.and(there, place.cpus), place.cores, number);
                if (chosen != null) {
                    return chosen;
                }
            }
        }
        return CoreSets.exactly(topology, there, topology.coreOrder(), number);
    }

    /** Whether the bind policy holds for every CPU of a set. */
    boolean isKept(long[] cpus) {
        return wish.wholeCores()
                ? CoreSets.isWhole(topology, cpus)
                : CoreSets.coresOf(topology, cpus) == Bits.count(cpus);
    }

    /** Whether a set is apart from what the pod does not want to share. */
    boolean isApart(long[] cpus) {
        return !Bits.meet(cpus, avoid);
    }
}
