package io.sublet.model.cpu;

import io.sublet.model.cpu.CpuTopology.Domain;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the fewest NUMA nodes that have what a pod asks for, by trying real allocations on sets of one node, then of two and so
 * on, and stops at the first size at which one succeeds. Among sets of one size: those that touch the fewest L3 domains, then
 * those of the best score, then of the lowest numbers.
 */
final class NumaAlignment {
    private final NodeCpus node;
    private final NumaState state;
    private final @Nullable CpuChoice choice;
    private final int cpus;
    private final Ratio ratio;
    private final int[] resources;
    private final long[] wanted;
    /** By wanted resource and zone: what can be given; CPU in whole CPUs where the pod is bound. */
    private final long[][] free;

    private final boolean[] eligible;
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
    NumaAlignment(NodeCpus node, PinRequest request, @Nullable CpuChoice choice, int cpus) {
        this.node = node;
        this.state = node.numa();
        this.choice = choice;
        this.cpus = cpus;
        this.ratio = node.policy().amplification();
        this.resources = IntStream.range(0, state.resources())
                .filter(resource -> state.wanted(request.requests(), resource) > 0)
                .toArray();
        this.wanted = new long[resources.length];
        this.free = new long[resources.length][state.zones()];
        this.eligible = new boolean[state.zones()];
        Arrays.fill(eligible, true);
        for (int i = 0; i < resources.length; i++) {
            boolean boundCpu = choice != null && resources[i] == NumaState.CPU;
            wanted[i] = boundCpu ? cpus : state.wanted(request.requests(), resources[i]);
            for (int zone = 0; zone < state.zones(); zone++) {
                free[i][zone] = boundCpu ? wholeCpus(zone) : state.free(resources[i], zone);
                eligible[zone] &= free[i][zone] > 0;
            }
        }
    }

    private int wholeCpus(int zone) {
        Domain domain = state.domain(zone);
        if (domain == null || choice == null) {
            return 0;
        }
        long left = new MilliCpu(state.free(NumaState.CPU, zone))
                        .beforeAmplificationBy(ratio)
                        .value()
                / 1000;
        return choice.most(domain.cpus, (int) Math.min(cpus, left));
    }

    /** Whether something that the pod asks for is offered by NUMA node at all. */
    boolean concernsPod() {
        return resources.length > 0;
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
        int[] candidates = IntStream.range(0, eligible.length)
                .filter(zone -> eligible[zone])
                .toArray();
        int most = Math.min(mostNodes, candidates.length);
        for (int size = fewest(candidates); size <= most && best == null; size++) {
            search(candidates, 0, new int[size], 0, apart);
        }
        return best;
    }

    /** The least number of NUMA nodes whose free amounts can add up to what is wanted of each resource. */
    private int fewest(int[] candidates) {
        int fewest = 1;
        for (int i = 0; i < resources.length; i++) {
            long[] amounts =
                    Arrays.stream(candidates).mapToLong(column(i)).sorted().toArray();
            long sum = 0;
            int nodes = 0;
            while (sum < wanted[i] && nodes < amounts.length) {
                sum += amounts[amounts.length - ++nodes];
            }
            fewest = Math.max(fewest, sum < wanted[i] ? candidates.length + 1 : nodes);
        }
        return fewest;
    }

    private IntToLongFunction column(int resource) {
        return zone -> free[resource][zone];
    }

    private void search(int[] candidates, int from, int[] chosen, int count, NumaExclusive apart) {
        if (count == chosen.length) {
            consider(chosen, apart);
            return;
        }
        int missing = chosen.length - count;
        for (int next = from; next <= candidates.length - missing; next++) {
            chosen[count] = candidates[next];
            if (canSuffice(candidates, next + 1, chosen, count + 1)) {
                search(candidates, next + 1, chosen, count + 1, apart);
            }
        }
    }

    /** Whether what is chosen so far and the largest of the candidates that follow could be enough. */
    private boolean canSuffice(int[] candidates, int from, int[] chosen, int count) {
        for (int i = 0; i < resources.length; i++) {
            long sum = 0;
            for (int at = 0; at < count; at++) {
                sum += free[i][chosen[at]];
            }
            long largest = 0;
            for (int at = from; at < candidates.length; at++) {
                largest = Math.max(largest, free[i][candidates[at]]);
            }
            if (sum + largest * (chosen.length - count) < wanted[i]) {
                return false;
            }
        }
        return true;
    }

    private void consider(int[] zones, NumaExclusive exclusive) {
        boolean apart = exclusive == NumaExclusive.NONE || isApart(zones);
        if (!apart && exclusive == NumaExclusive.REQUIRED) {
            return;
        }
        long score = score(zones);
        boolean sameL3 = choice == null || !(node.topology().severalL3PerNuma() || node.topology().severalNumaPerL3());
        if (sameL3 && best != null && !new Rank(apart, 0, score).isBetterThan(best.rank)) {
            return;
        }
        long[][] split = split(zones);
        long[] chosen = split == null ? null : cpusOf(zones, split);
        if (split == null || chosen == null) {
            return;
        }
        Rank rank = new Rank(apart, sameL3 ? 0 : node.topology().l3DomainsOf(chosen), score);
        if (best == null || rank.isBetterThan(best.rank)) {
            best = new Found(chosen, shares(zones, split), rank);
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

    /** How well the set suits by the node's strategy, 0..100; the mean of what is wanted. */
    private long score(int[] zones) {
        long sum = 0;
        for (int i = 0; i < resources.length; i++) {
            long offered = 0;
            long used = choice != null && resources[i] == NumaState.CPU
                    ? MilliCpu.ofCpus(cpus).amplifiedBy(ratio).value()
                    : wanted[i];
            for (int zone : zones) {
                offered += state.offered(resources[i], zone);
                used += state.used(resources[i], zone);
            }
            sum += PinScoring.score(node.policy().strategy(), offered, used);
        }
        return sum / resources.length;
    }

    /**
     * Divides what is wanted evenly: the NUMA nodes with the least free first, each an equal part of what is left, so that the
     * shortfall of small ones falls to larger ones.
     *
     * @return by wanted resource and position in the set; null if something is left over
     */
    private long @Nullable [][] split(int[] zones) {
        long[][] given = new long[resources.length][zones.length];
        for (int i = 0; i < resources.length; i++) {
            long rest = wanted[i];
            int[] order = byFree(zones, free[i]);
            for (int at = 0; at < order.length; at++) {
                int position = order[at];
                long part = Math.min(rest / (order.length - at), free[i][zones[position]]);
                given[i][position] =
                        choice != null && resources[i] == NumaState.CPU ? usable(zones[position], part) : part;
                rest -= given[i][position];
            }
            if (rest > 0) {
                return null;
            }
        }
        return given;
    }

    /** As many CPUs as the bind policy can use of a part. */
    private int usable(int zone, long part) {
        Domain domain = state.domain(zone);
        return domain == null || choice == null ? 0 : choice.most(domain.cpus, (int) part);
    }

    /** Positions in a set of NUMA nodes, the one with the least free first, then by number. */
    private static int[] byFree(int[] zones, long[] free) {
        int[] order = new int[zones.length];
        for (int i = 0; i < zones.length; i++) {
            int at = i;
            while (at > 0 && free[zones[order[at - 1]]] > free[zones[i]]) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        return order;
    }

    /** The CPUs on a set of NUMA nodes; none for a pod that is not bound; null if they cannot be had. */
    private long @Nullable [] cpusOf(int[] zones, long[][] split) {
        long[] chosen = new long[node.topology().words()];
        if (choice == null) {
            return chosen;
        }
        int cpu = Arrays.binarySearch(resources, NumaState.CPU);
        if (cpu < 0) {
            return choice.choose(union(zones), cpus);
        }
        for (int position = 0; position < zones.length; position++) {
            Domain domain = state.domain(zones[position]);
            if (domain != null && split[cpu][position] > 0) {
                long[] part = choice.choose(domain.cpus, (int) split[cpu][position]);
                if (part == null) {
                    return null;
                }
                Bits.addTo(chosen, part);
            }
        }
        return chosen;
    }

    private long[] union(int[] zones) {
        long[] union = new long[node.topology().words()];
        for (int zone : zones) {
            Domain domain = state.domain(zone);
            if (domain != null) {
                Bits.addTo(union, domain.cpus);
            }
        }
        return union;
    }

    private List<NumaShare> shares(int[] zones, long[][] split) {
        List<NumaShare> shares = new ArrayList<>(zones.length);
        for (int position = 0; position < zones.length; position++) {
            long[] byResource = new long[state.resources()];
            for (int i = 0; i < resources.length; i++) {
                boolean boundCpu = choice != null && resources[i] == NumaState.CPU;
                byResource[resources[i]] =
                        boundCpu ? MilliCpu.ofCpus(split[i][position]).value() : split[i][position];
            }
            if (Arrays.stream(byResource).anyMatch(amount -> amount > 0)) {
                shares.add(new NumaShare(state.number(zones[position]), state.amounts(byResource)));
            }
        }
        return shares;
    }

    /** What is short on so many NUMA nodes, for a person. */
    String shortage(int mostNodes) {
        String where = mostNodes == 1 ? "the best NUMA node" : "all " + state.zones() + " NUMA nodes";
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < resources.length; i++) {
            long most = sumOfLargest(free[i], mostNodes);
            if (most < wanted[i]) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(state.name(resources[i]))
                        .append(' ')
                        .append(amount(i, wanted[i], true))
                        .append(" wanted and ")
                        .append(amount(i, most, false))
                        .append(" on ")
                        .append(where);
            }
        }
        return text.isEmpty() ? "what is wanted is free, but not together" : text.toString();
    }

    private String amount(int index, long amount, boolean up) {
        return switch (resources[index]) {
            case NumaState.CPU -> choice == null ? amount + "m" : Long.toString(amount);
            case NumaState.MEMORY -> (up ? Math.ceilDiv(amount, 1L << 20) : amount >> 20) + "Mi";
            default -> Long.toString(amount);
        };
    }

    private static long sumOfLargest(long[] amounts, int count) {
        long[] sorted = amounts.clone();
        Arrays.sort(sorted);
        long sum = 0;
        for (int i = 0; i < Math.min(count, sorted.length); i++) {
            sum += sorted[sorted.length - 1 - i];
        }
        return sum;
    }

    /** Whether the pod would find room on so many NUMA nodes if they were empty. */
    boolean fitsEmpty(int mostNodes) {
        for (int i = 0; i < resources.length; i++) {
            long want = choice != null && resources[i] == NumaState.CPU
                    ? MilliCpu.ofCpus(cpus).amplifiedBy(ratio).value()
                    : wanted[i];
            if (sumOfLargest(state.offered(resources[i]), mostNodes) < want) {
                return false;
            }
        }
        return true;
    }
}
