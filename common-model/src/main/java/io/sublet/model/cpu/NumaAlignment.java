package io.sublet.model.cpu;

import io.sublet.model.cpu.CpuTopology.Domain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fewest NUMA nodes that have what a pod asks for, by trying real allocations on sets of one node, then of two and so
 * on, and stops at the first size at which one succeeds. Among sets of one size: those that touch the fewest L3 domains, then
 * those of the best score, then of the lowest numbers.
 */
final class NumaAlignment {
    private final CpuTopology topology;
    private final NumaState state;
    private final NumaNeed need;
    private final @Nullable CpuChoice choice;
    private final int cpus;
    private @Nullable Found best;

    /** What an allocation on a set of NUMA nodes gives. */
    static final class Found {
        final long[] cpus;
        final List<NumaShare> shares;
        private final Rank rank;

        Found(long[] cpus, List<NumaShare> shares, Rank rank) {
            this.cpus = cpus;
            this.shares = shares;
            this.rank = rank;
        }
    }

    record Rank(boolean apart, int l3Domains, long score) {
        boolean isBetterThan(Rank other) {
            if (apart != other.apart) {
                return apart;
            }
            return l3Domains != other.l3Domains ? l3Domains < other.l3Domains : score > other.score;
        }
    }

    /**
     * @param choice how to choose CPUs; null for a pod that is not bound
     * @param cpus how many
     */
    NumaAlignment(NodeCpus node, NumaNeed need, @Nullable CpuChoice choice, int cpus) {
        this.topology = node.topology();
        this.state = node.numa();
        this.need = need;
        this.choice = choice;
        this.cpus = cpus;
    }

    /**
     * The best allocation on the fewest NUMA nodes.
     *
     * @param mostNodes on no more than these
     * @param apart whether pods on one and on several NUMA nodes must keep apart
     * @return null if there is none
     */
    @Nullable
    Found find(int mostNodes, NumaExclusive apart) {
        int[] candidates = need.candidates();
        int most = Math.min(mostNodes, candidates.length);
        for (int size = need.fewest(candidates); size <= most && best == null; size++) {
            search(candidates, 0, new int[size], 0, apart);
        }
        return best;
    }

    private void search(int[] candidates, int from, int[] chosen, int count, NumaExclusive apart) {
        if (count == chosen.length) {
            consider(chosen, apart);
            return;
        }
        int missing = chosen.length - count;
        for (int next = from; next <= candidates.length - missing; next++) {
            chosen[count] = candidates[next];
            if (need.canSuffice(chosen, count + 1, candidates, next + 1)) {
                search(candidates, next + 1, chosen, count + 1, apart);
            }
        }
    }

    private void consider(int[] zones, NumaExclusive exclusive) {
        boolean apart = exclusive == NumaExclusive.NONE || isApart(zones);
        long[][] split = !apart && exclusive == NumaExclusive.REQUIRED ? null : need.split(zones);
        if (split == null) {
            return;
        }
        long score = need.score(zones);
        if (best != null && !new Rank(apart, l3Needed(zones, split), score).isBetterThan(best.rank)) {
            return;
        }
        long[] chosen = cpusOf(zones, split);
        if (chosen == null) {
            return;
        }
        Rank rank = new Rank(apart, topology.l3Matters() ? topology.l3DomainsOf(chosen) : 0, score);
        if (best == null || rank.isBetterThan(best.rank)) {
            best = new Found(chosen, need.shares(zones, split), rank);
        }
    }

    private boolean isApart(int[] zones) {
        for (int zone : zones) {
            if (zones.length > 1 ? state.isSingle(zone) : state.isShared(zone)) {
                return false;
            }
        }
        return true;
    }

    /** A number of L3 domains than which a split takes no fewer. */
    private int l3Needed(int[] zones, long[][] split) {
        if (choice == null || !need.splitsCpus() || !topology.l3Matters()) {
            return 0;
        }
        int needed = 0;
        int last = LogicalCpu.UNKNOWN;
        for (int position = 0; position < zones.length; position++) {
            Domain domain = state.domain(zones[position]);
            int number = (int) split[NumaState.CPU][position];
            if (domain != null && number > 0 && topology.severalL3PerNuma()) {
                needed += choice.l3Needed(domain, number);
            } else if (domain != null && number > 0 && domain.l3 > last) {
                // NUMA nodes inside one L3 domain share it.
                needed++;
                last = domain.l3;
            }
        }
        return needed;
    }

    /** The CPUs on a set of NUMA nodes; none for a pod that is not bound; null if they cannot be had. */
    private long @Nullable [] cpusOf(int[] zones, long[][] split) {
        long[] chosen = new long[topology.words()];
        if (choice == null) {
            return chosen;
        }
        if (!need.splitsCpus()) {
            return choice.choose(union(zones), cpus);
        }
        for (int position = 0; position < zones.length; position++) {
            Domain domain = state.domain(zones[position]);
            if (domain != null && split[NumaState.CPU][position] > 0) {
                long[] part = choice.choose(domain.cpus, (int) split[NumaState.CPU][position]);
                if (part == null) {
                    return null;
                }
                Bits.addTo(chosen, part);
            }
        }
        return chosen;
    }

    private long[] union(int[] zones) {
        long[] union = new long[topology.words()];
        for (int zone : zones) {
            Domain domain = state.domain(zone);
            if (domain != null) {
                Bits.addTo(union, domain.cpus);
            }
        }
        return union;
    }
}
