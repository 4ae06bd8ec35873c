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
    private final long[] keep;
    private final boolean strict;

    CpuChoice(NodeCpus node, PinRequest request, CpuBindPolicy policy, boolean strict) {
        this.node = node;
        this.topology = node.topology();
        this.wish = new Wish(policy, node.policy().strategy(), request.exclusive());
        this.avoid = node.heldBy(request.exclusive());
        this.keep = request.keep().isEmpty() ? new long[0] : Bits.of(request.keep(), topology.words());
        this.strict = strict;
    }

    /** The CPUs of a set that the policy can use. */
    private long[] usable(long[] set) {
        if (!strict) {
            return set;
        }
        return wish.wholeCores() ? CoreSets.wholeCores(topology, set) : CoreSets.oneThreadPerCore(topology, set);
    }

    /** The largest number of CPUs up to a limit that can be chosen within a set. */
    int most(long[] within, int limit) {
        return mostOf(Bits.and(node.freeBits(), within), limit);
    }

    /** The same, with every CPU of the set taken for free. */
    int mostOf(long[] free, int limit) {
        long[] usable = usable(free);
        return strict && wish.wholeCores()
                ? CoreSets.largestSum(topology, usable, limit)
                : Math.min(limit, Bits.count(usable));
    }

    /**
     * CPUs for a pod.
     *
     * @return null if there are too few
     */
    long @Nullable [] choose(long[] within, int number) {
        long[] usable = usable(Bits.and(node.freeBits(), within));
        if (Bits.count(usable) < number) {
            return null;
        }
        long[] chosen = strict && wish.wholeCores() && !topology.evenCores()
                ? unevenCores(usable, number)
                : keptFirst(usable, number);
        return chosen == null || (strict && !isKept(chosen)) ? null : chosen;
    }

    private long @Nullable [] keptFirst(long[] usable, int number) {
        if (keep.length == 0) {
            return CpuAccumulator.take(topology, usable, avoid, number, wish);
        }
        long[] first = Bits.and(usable, keep);
        int kept = Math.min(number, Bits.count(first));
        long[] old = CpuAccumulator.take(topology, first, avoid, kept, wish);
        long[] more = CpuAccumulator.take(topology, Bits.minus(usable, first), avoid, number - kept, wish);
        if (old == null || more == null) {
            return null;
        }
        Bits.addTo(old, more);
        return old;
    }

    /** Whole cores of different sizes: of the first place, from small to large kinds, where some add up to the number. */
    private long @Nullable [] unevenCores(long[] usable, int number) {
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
            Arrays.sort(ordered, Comparator.comparingInt(place -> Bits.countBoth(usable, place.cpus)));
            if (wish.strategy() == AllocateStrategy.LEAST) {
                Arrays.sort(ordered, Comparator.comparingInt(place -> -Bits.countBoth(usable, place.cpus)));
            }
            for (Domain place : ordered) {
                long[] chosen = CoreSets.exactly(topology, Bits.and(usable, place.cpus), place.cores, number);
                if (chosen != null) {
                    return chosen;
                }
            }
        }
        return CoreSets.exactly(topology, usable, topology.coreOrder(), number);
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
