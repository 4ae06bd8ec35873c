package io.sublet.model.cpu;

import io.sublet.model.cpu.CpuTopology.Domain;
import java.util.Arrays;

/**
 * From which L3 domains of a NUMA node or socket CPUs are taken, so that they are as few as can be: one that has enough (by the
 * strategy); otherwise the emptiest whole, one after another, and the rest from the fullest that holds it. Where neither a NUMA
 * node has several L3 domains nor an L3 domain several NUMA nodes there is nothing to choose.
 */
final class L3Fill {
    private final CpuTopology topology;
    private final AllocateStrategy strategy;

    L3Fill(CpuTopology topology, AllocateStrategy strategy) {
        this.topology = topology;
        this.strategy = strategy;
    }

    /** How many L3 domains of a NUMA node are needed for a number of CPUs that it has; 1 where there is no choice. */
    int domainsNeeded(Domain numaNode, long[] offered, int needed) {
        if (!topology.severalL3PerNuma()) {
            return 1;
        }
        int[] offers = offers(topology.cells(), numaNode.cells, numaNode.cpus, offered);
        Arrays.sort(offers);
        int domains = 0;
        int rest = needed;
        for (int i = offers.length - 1; rest > 0 && i >= 0; i--) {
            rest -= offers[i];
            domains++;
        }
        return domains;
    }

    /**
     * The places to take CPUs from, in order; together they have enough, and all but the last are taken whole.
     *
     * @param domain a NUMA node, an L3 domain or a socket that has enough
     */
    Domain[] of(Domain domain, long[] offered, int needed) {
        if (topology.severalL3PerNuma()) {
            return domain.numaNodes.length == 1
                    ? cellsOf(domain, domain.cpus, offered, needed)
                    : groupsOf(domain, topology.numaDomains(), domain.numaNodes, offered, needed);
        }
        return topology.severalNumaPerL3() && domain.l3s.length > 1
                ? groupsOf(domain, topology.l3Domains(), domain.l3s, offered, needed)
                : new Domain[] {domain};
    }

    /** As few groups as can be, and of each as few cells. */
    private Domain[] groupsOf(Domain domain, Domain[] groups, int[] members, long[] offered, int needed) {
        int[] offers = offers(groups, members, domain.cpus, offered);
        Domain[] places = new Domain[domain.cells.length];
        int count = 0;
        for (int rest = needed; rest > 0; ) {
            int next = next(offers, rest, AllocateStrategy.MOST);
            int part = Math.min(rest, offers[next]);
            Domain[] cells = cellsOf(groups[members[next]], domain.cpus, offered, part);
            System.arraycopy(cells, 0, places, count, cells.length);
            count += cells.length;
            rest -= part;
            offers[next] = 0;
        }
        return Arrays.copyOf(places, count);
    }

    private Domain[] cellsOf(Domain group, long[] within, long[] offered, int needed) {
        Domain[] cells = topology.cells();
        int[] offers = offers(cells, group.cells, within, offered);
        Domain[] places = new Domain[group.cells.length];
        int count = 0;
        for (int rest = needed; rest > 0; ) {
            int next = next(offers, rest, count == 0 ? strategy : AllocateStrategy.MOST);
            places[count++] = cells[group.cells[next]];
            rest -= offers[next];
            offers[next] = 0;
        }
        return Arrays.copyOf(places, count);
    }

    /** What each member offers inside a set; a member may reach beyond. */
    private static int[] offers(Domain[] domains, int[] members, long[] within, long[] offered) {
        int[] offers = new int[members.length];
        for (int i = 0; i < members.length; i++) {
            long[] cpus = domains[members[i]].cpus;
            for (int word = 0; word < cpus.length; word++) {
                offers[i] += Long.bitCount(cpus[word] & within[word] & offered[word]);
            }
        }
        return offers;
    }

    /** Index of the best offer that holds the rest, by a strategy; if none does, of the largest. */
    private static int next(int[] offers, int rest, AllocateStrategy strategy) {
        int best = 0;
        for (int i = 1; i < offers.length; i++) {
            boolean fits = offers[i] >= rest;
            boolean bestFits = offers[best] >= rest;
            boolean better = (fits && bestFits)
                    ? strategy.compare(offers[i], offers[best]) < 0
                    : fits || (!bestFits && offers[i] > offers[best]);
            if (better) {
                best = i;
            }
        }
        return best;
    }
}
