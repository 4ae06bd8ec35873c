package io.sublet.model.cpu;

import io.sublet.model.cpu.CpuTopology.Domain;
import org.jspecify.annotations.Nullable;

/**
 * One search for a number of CPUs among those that are free. In this order, the first that has enough:
 *
 * <ol>
 *   <li>for whole cores: free cores of one NUMA node; of one socket; of as many whole sockets as fit and then of the emptiest
 *   <li>otherwise: CPUs of one NUMA node; of one socket
 *   <li>in any case: whatever is free, near to what was taken so far
 * </ol>
 *
 * Places that the pod does not want to share are avoided first and used then. In NUMA nodes with several L3 domains,
 * {@link L3Fill} says from which of these. The order, and so the result on machines without such NUMA nodes, is that of
 * Koordinator's NodeNUMAResource.
 */
final class CpuAccumulator {
    private final CpuTopology topology;
    private final Wish wish;
    private final long[] avoid;
    private final L3Fill fill;
    private final long[] free;
    private final long[] result;
    private int needed;

    /** How to choose. */
    record Wish(CpuBindPolicy policy, AllocateStrategy strategy, CpuExclusivePolicy exclusive) {
        boolean wholeCores() {
            return policy == CpuBindPolicy.FULL_PCPUS;
        }
    }

    /** In which order CPUs of several places are taken. */
    private enum Way {
        /** Core by core with all threads, those with more threads first. */
        IN_CORE_ORDER,
        /** Each place as far as needed, before the next. */
        PLACE_BY_PLACE,
        /** One thread of each core in all places, before second ones. */
        SPREAD
    }

    private CpuAccumulator(CpuTopology topology, long[] available, long[] avoid, int needed, Wish wish) {
        this.topology = topology;
        this.wish = wish;
        this.avoid = avoid;
        this.free = available.clone();
        this.result = new long[free.length];
        this.needed = needed;
        this.fill = new L3Fill(topology, wish.strategy);
    }

    /**
     * The CPUs chosen.
     *
     * @param available CPUs to choose from
     * @param avoid CPUs in places that the pod does not want to share
     * @return null if there are too few
     */
    static long @Nullable [] take(CpuTopology topology, long[] available, long[] avoid, int needed, Wish wish) {
        if (needed > Bits.count(available)) {
            return null;
        }
        CpuAccumulator search = new CpuAccumulator(topology, available, avoid, needed, wish);
        return search.takeByPolicy() || search.takeNearest(true) || search.takeNearest(false) ? search.result : null;
    }

    private boolean takeByPolicy() {
        if (needed <= 0) {
            return true;
        }
        boolean wholeCores = wish.wholeCores() || topology.threads() == 1;
        if (wholeCores && takeCores()) {
            return true;
        }
        return !wish.wholeCores() && takeSpread();
    }

    private boolean avoids() {
        return !Bits.isEmpty(avoid);
    }

    private boolean takeCores() {
        long[] cores = CoreSets.wholeCores(topology, free);
        // Whole cores are nobody else's, so that cores need not be avoided.
        if (wish.exclusive != CpuExclusivePolicy.PCPU_LEVEL && avoids()) {
            long[] allowed = Bits.minus(cores, avoid);
            if (takeInNuma(allowed, allowed, Bits.minus(free, avoid), Way.IN_CORE_ORDER)
                    || takeInL3(allowed, Way.IN_CORE_ORDER)) {
                return true;
            }
        }
        return takeInNuma(cores, cores, free, Way.IN_CORE_ORDER)
                || takeInL3(cores, Way.IN_CORE_ORDER)
                || takeInOneOf(topology.socketDomains(), cores, Way.IN_CORE_ORDER)
                || takeSockets(cores);
    }

    private boolean takeSpread() {
        long[] allowed = Bits.minus(free, avoid);
        long[] threads = CoreSets.oneThreadPerCore(topology, allowed);
        if (takeInNuma(threads, allowed, allowed, Way.PLACE_BY_PLACE)
                || takeInNuma(free, free, free, Way.SPREAD)
                || takeInL3(threads, Way.PLACE_BY_PLACE)
                || takeInL3(free, Way.SPREAD)) {
            return true;
        }
        // As in Koordinator, a NUMA node that is held does not close its socket.
        long[] open = wish.exclusive == CpuExclusivePolicy.NUMA_NODE_LEVEL ? free : allowed;
        Domain[] sockets = topology.socketDomains();
        return takeInOneOf(sockets, CoreSets.oneThreadPerCore(topology, open), Way.PLACE_BY_PLACE)
                || takeInOneOf(sockets, free, Way.SPREAD);
    }

    /**
     * Takes all from one NUMA node, if one has enough: the one that needs the fewest L3 domains, then by strategy.
     *
     * @param offered what may be taken
     * @param counted what a NUMA node's fullness is told by
     * @param around what its socket's fullness is told by
     */
    private boolean takeInNuma(long[] offered, long[] counted, long[] around, Way way) {
        Domain best = null;
        int bestL3 = 0;
        int bestFree = 0;
        int bestSocketFree = 0;
        for (Domain node : topology.numaDomains()) {
            if (Bits.countBoth(offered, node.cpus) < needed) {
                continue;
            }
            int l3 = fill.domainsNeeded(node, offered, needed);
            int nodeFree = Bits.countBoth(counted, node.cpus);
            int socketFree = Bits.countBoth(around, topology.socketDomains()[node.socket].cpus);
            int order = best == null ? -1 : Integer.compare(l3, bestL3);
            order = order != 0 ? order : wish.strategy.compare(nodeFree, bestFree);
            order = order != 0 ? order : wish.strategy.compare(socketFree, bestSocketFree);
            if (order < 0) {
                best = node;
                bestL3 = l3;
                bestFree = nodeFree;
                bestSocketFree = socketFree;
            }
        }
        if (best == null) {
            return false;
        }
        take(fill.of(best, offered, needed), offered, way);
        return true;
    }

    /** Takes all from one L3 domain, where these are larger than NUMA nodes. */
    private boolean takeInL3(long[] offered, Way way) {
        return topology.severalNumaPerL3() && takeInOneOf(topology.l3Domains(), offered, way);
    }

    /** Takes all from one place by strategy, if one has enough. */
    private boolean takeInOneOf(Domain[] places, long[] offered, Way way) {
        Domain best = null;
        int bestFree = 0;
        for (Domain place : places) {
            int placeFree = Bits.countBoth(offered, place.cpus);
            if (placeFree >= needed && (best == null || wish.strategy.compare(placeFree, bestFree) < 0)) {
                best = place;
                bestFree = placeFree;
            }
        }
        if (best == null) {
            return false;
        }
        take(fill.of(best, offered, needed), offered, way);
        return true;
    }

    /** Whole sockets, the emptiest first, then cores of the fullest of those that have more than is needed. */
    private boolean takeSockets(long[] cores) {
        Domain[] sockets = topology.socketDomains();
        int[] offers = new int[sockets.length];
        for (int i = 0; i < sockets.length; i++) {
            offers[i] = Bits.countBoth(cores, sockets[i].cpus);
        }
        int fullest = -1;
        for (int next = largest(offers); next >= 0; next = largest(offers)) {
            if (offers[next] <= needed) {
                takeAll(Bits.and(cores, sockets[next].cpus));
            } else {
                fullest = fullest < 0
                                || Bits.countBoth(cores, sockets[next].cpus)
                                        < Bits.countBoth(cores, sockets[fullest].cpus)
                        ? next
                        : fullest;
            }
            offers[next] = 0;
        }
        if (fullest >= 0 && needed > 0) {
            for (Domain place : fill.of(sockets[fullest], cores, needed)) {
                for (int core : place.cores) {
                    Domain whole = topology.coreDomains()[core];
                    if (whole.size <= needed && Bits.meet(whole.cpus, cores)) {
                        takeAll(whole.cpus);
                    }
                }
            }
        }
        return needed == 0;
    }

    /** Index of the largest number over zero, the first of several; -1 without one. */
    private static int largest(int[] numbers) {
        int best = -1;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] > 0 && (best < 0 || numbers[i] > numbers[best])) {
                best = i;
            }
        }
        return best;
    }

    /** Whatever is free, in the order of {@link Nearness}, one thread of each core before second ones. */
    private boolean takeNearest(boolean avoiding) {
        long[] open = avoiding ? Bits.minus(free, avoid) : free.clone();
        if (Bits.isEmpty(result) && takeInOneL3(open)) {
            return true;
        }
        int[] cores = Nearness.order(topology, open, result, wish.strategy);
        while (needed > 0 && !Bits.isEmpty(open)) {
            for (int core : cores) {
                int cpu = needed > 0 ? lowest(topology.coreDomains()[core].cpus, open) : -1;
                if (cpu >= 0) {
                    Bits.clear(open, cpu);
                    takeOne(cpu);
                }
            }
        }
        return needed == 0;
    }

    /** Takes all from one L3 domain if one has enough and they are not the same as NUMA nodes or sockets. */
    private boolean takeInOneL3(long[] open) {
        if (topology.severalL3PerNuma()) {
            for (Domain node : topology.numaDomains()) {
                if (Bits.countBoth(open, node.cpus) >= needed && fill.domainsNeeded(node, open, needed) == 1) {
                    return takeInNuma(open, open, open, Way.SPREAD);
                }
            }
        }
        return takeInL3(open, Way.SPREAD);
    }

    private static int lowest(long[] a, long[] b) {
        for (int word = 0; word < a.length; word++) {
            if ((a[word] & b[word]) != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(a[word] & b[word]);
            }
        }
        return -1;
    }

    private void take(Domain[] places, long[] offered, Way way) {
        switch (way) {
            case IN_CORE_ORDER -> {
                for (Domain place : places) {
                    takeInCoreOrder(place, offered);
                }
            }
            case PLACE_BY_PLACE -> {
                for (Domain place : places) {
                    takeSpread(Bits.and(place.cpus, offered));
                }
            }
            case SPREAD -> {
                long[] union = new long[offered.length];
                for (Domain place : places) {
                    Bits.addTo(union, place.cpus);
                }
                takeSpread(Bits.and(union, offered));
            }
        }
    }

    private void takeInCoreOrder(Domain place, long[] offered) {
        for (int core : place.cores) {
            long[] cpus = topology.coreDomains()[core].cpus;
            for (int cpu = Bits.next(cpus, 0); cpu >= 0 && needed > 0; cpu = Bits.next(cpus, cpu + 1)) {
                if (Bits.get(offered, cpu)) {
                    takeOne(cpu);
                }
            }
            if (needed == 0) {
                return;
            }
        }
    }

    /** In passes by number; each takes at most one thread of a core. */
    private void takeSpread(long[] open) {
        while (needed > 0 && !Bits.isEmpty(open)) {
            long[] pass = CoreSets.oneThreadPerCore(topology, open);
            for (int cpu = Bits.next(pass, 0); cpu >= 0 && needed > 0; cpu = Bits.next(pass, cpu + 1)) {
                takeOne(cpu);
            }
            Bits.removeFrom(open, pass);
        }
    }

    private void takeAll(long[] cpus) {
        Bits.addTo(result, cpus);
        Bits.removeFrom(free, cpus);
        needed -= Bits.count(cpus);
    }

    private void takeOne(int cpu) {
        Bits.set(result, cpu);
        Bits.clear(free, cpu);
        needed--;
    }
}
