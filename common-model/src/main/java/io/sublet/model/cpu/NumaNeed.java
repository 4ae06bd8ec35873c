package io.sublet.model.cpu;

import io.sublet.model.cpu.CpuTopology.Domain;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pod wants of a node's NUMA nodes beside what they have. For a pod that is bound, CPU counts in whole CPUs that its bind
 * policy can use. A resource that no NUMA node offers is not looked at.
 */
final class NumaNeed {
    private final NodeCpus node;
    private final NumaState state;
    private final @Nullable CpuChoice choice;
    private final int cpus;
    private final Ratio ratio;
    private final int[] resources;
    private final long[] wanted;
    /** By wanted resource and zone. */
    private final long[][] free;

    private final boolean[] eligible;

    /**
     * @param choice how to choose CPUs; null for a pod that is not bound
     * @param cpus how many
     */
    NumaNeed(NodeCpus node, Amounts requests, @Nullable CpuChoice choice, int cpus) {
        this.node = node;
        this.state = node.numa();
        this.choice = choice;
        this.cpus = cpus;
        this.ratio = node.policy().amplification();
        this.resources = wantedOf(requests);
        this.wanted = new long[resources.length];
        this.free = new long[resources.length][state.zones()];
        this.eligible = new boolean[state.zones()];
        Arrays.fill(eligible, true);
        for (int i = 0; i < resources.length; i++) {
            wanted[i] = isBoundCpu(i) ? cpus : state.wanted(requests, resources[i]);
            for (int zone = 0; zone < state.zones(); zone++) {
                free[i][zone] = isBoundCpu(i) ? wholeCpus(zone) : state.free(resources[i], zone);
                eligible[zone] &= free[i][zone] > 0;
            }
        }
    }

    private int[] wantedOf(Amounts requests) {
        int[] found = new int[state.resources()];
        int count = 0;
        for (int resource = 0; resource < found.length; resource++) {
            if (state.wanted(requests, resource) > 0) {
                found[count++] = resource;
            }
        }
        return Arrays.copyOf(found, count);
    }

    private boolean isBoundCpu(int index) {
        return choice != null && resources[index] == NumaState.CPU;
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

    /** Whether CPUs come from each NUMA node by a split. */
    boolean splitsCpus() {
        return resources.length > 0 && isBoundCpu(0);
    }

    /** The NUMA nodes that have something free of all that is wanted. */
    int[] candidates() {
        int[] candidates = new int[eligible.length];
        int count = 0;
        for (int zone = 0; zone < eligible.length; zone++) {
            if (eligible[zone]) {
                candidates[count++] = zone;
            }
        }
        return Arrays.copyOf(candidates, count);
    }

    /** The least number of candidates whose free amounts can add up to what is wanted of each resource; more than there are if none. */
    int fewest(int[] candidates) {
        int fewest = 1;
        for (int i = 0; i < resources.length; i++) {
            long[] amounts = new long[candidates.length];
            for (int at = 0; at < candidates.length; at++) {
                amounts[at] = free[i][candidates[at]];
            }
            Arrays.sort(amounts);
            long sum = 0;
            int nodes = 0;
            while (sum < wanted[i] && nodes < amounts.length) {
                sum += amounts[amounts.length - ++nodes];
            }
            fewest = Math.max(fewest, sum < wanted[i] ? candidates.length + 1 : nodes);
        }
        return fewest;
    }

    /**
     * Whether the first of a set of NUMA nodes, and for the rest of it the largest of the candidates from an index on, could be
     * enough.
     */
    boolean canSuffice(int[] set, int chosen, int[] candidates, int from) {
        for (int i = 0; i < resources.length; i++) {
            long sum = 0;
            for (int at = 0; at < chosen; at++) {
                sum += free[i][set[at]];
            }
            long largest = 0;
            for (int at = from; at < candidates.length && chosen < set.length; at++) {
                largest = Math.max(largest, free[i][candidates[at]]);
            }
            if (sum + largest * (set.length - chosen) < wanted[i]) {
                return false;
            }
        }
        return true;
    }

    /** How well the set suits by the node's strategy, 0..100; the mean of what is wanted. */
    long score(int[] zones) {
        long sum = 0;
        for (int i = 0; i < resources.length; i++) {
            long offered = 0;
            long used = isBoundCpu(i) ? MilliCpu.ofCpus(cpus).amplifiedBy(ratio).value() : wanted[i];
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
    long @Nullable [][] split(int[] zones) {
        long[][] given = new long[resources.length][zones.length];
        for (int i = 0; i < resources.length; i++) {
            long rest = wanted[i];
            int[] order = byFree(zones, free[i]);
            for (int at = 0; at < order.length; at++) {
                int position = order[at];
                long part = Math.min(rest / (order.length - at), free[i][zones[position]]);
                given[i][position] = isBoundCpu(i) ? usable(zones[position], part) : part;
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

    /** The amounts of a split. */
    List<NumaShare> shares(int[] zones, long[][] split) {
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
            long want = isBoundCpu(i) ? MilliCpu.ofCpus(cpus).amplifiedBy(ratio).value() : wanted[i];
            if (sumOfLargest(state.offered(resources[i]), mostNodes) < want) {
                return false;
            }
        }
        return true;
    }
}
