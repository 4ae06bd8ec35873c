package io.sublet.model.cpu;

import io.sublet.model.unit.CpuSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * The online CPUs of a node and how they lie in cores, L3 domains, NUMA nodes and sockets. Nothing is averaged: each core and
 * domain has its own members, be they of different number, and no kind of domain need contain another.
 */
public final class CpuTopology {
    private static final long NOWHERE = -1L << 32;

    public static final CpuTopology EMPTY = of(List.of());

    private final List<LogicalCpu> cpus;
    private final long[] all;
    private final int[] coreOf;
    private final Domain[] cores;
    private final Domain[] numaNodes;
    private final Domain[] sockets;
    private final Domain[] cells;
    private final Domain[] l3Domains;
    private final boolean severalL3PerNuma;
    private final boolean severalNumaPerL3;
    private final int threads;
    private final boolean evenCores;
    private final int[] coreOrder;

    /** Cores, or CPUs, that lie together; the members of one array of domains do not overlap. */
    static final class Domain {
        /** Its place among those of its kind. */
        final int index;

        /** Of a NUMA node and a socket: its number on the machine. */
        final int number;

        final long[] cpus;
        final int size;
        /** Its lowest CPU. */
        final int first;
        /** Indexes of its cores, those with more threads first, then in order of index. */
        int[] cores = {};
        /** Indexes of the domains that its first CPU lies in. */
        int numa;

        int socket;
        int cell;
        /** -1 where it is not known. */
        int l3 = LogicalCpu.UNKNOWN;
        /** Indexes of the domains that it has CPUs of. */
        int[] cells = {};

        int[] numaNodes = {};
        int[] l3s = {};

        Domain(int index, int number, long[] cpus) {
            this.index = index;
            this.number = number;
            this.cpus = cpus;
            this.size = Bits.count(cpus);
            this.first = Bits.next(cpus, 0);
        }
    }

    private CpuTopology(List<LogicalCpu> cpus) {
        this.cpus = cpus;
        int words = cpus.isEmpty() ? 0 : (cpus.getLast().id() >> 6) + 1;
        all = new long[words];
        cpus.forEach(cpu -> Bits.set(all, cpu.id()));
        numaNodes = domains(keys(LogicalCpu::numa));
        sockets = domains(keys(LogicalCpu::socket));
        int[] numa = indexes(numaNodes);
        int[] socket = indexes(sockets);
        l3Domains = domains(keys(
                cpu -> cpu.l3() == LogicalCpu.UNKNOWN ? NOWHERE : (long) socket[cpu.id()] << 32 | cpu.l3()));
        int[] l3 = indexes(l3Domains);
        cells = domains(keys(cpu -> ((long) numa[cpu.id()] << 16 | socket[cpu.id()]) << 16 | (l3[cpu.id()] + 1)));
        int[] cell = indexes(cells);
        cores = domains(keys(cpu -> (long) socket[cpu.id()] << 48 | (long) cpu.core() << 16 | cell[cpu.id()]));
        coreOf = indexes(cores);
        for (Domain core : cores) {
            core.numa = numa[core.first];
            core.socket = socket[core.first];
            core.cell = cell[core.first];
            core.l3 = l3[core.first];
        }
        threads = Arrays.stream(cores).mapToInt(core -> core.size).max().orElse(0);
        evenCores = Arrays.stream(cores).allMatch(core -> core.size == threads);
        coreOrder = IntStream.range(0, cores.length)
                .boxed()
                .sorted(Comparator.comparingInt(core -> -cores[core].size))
                .mapToInt(core -> core)
                .toArray();
        for (Domain[] kind : List.of(numaNodes, sockets, cells, l3Domains)) {
            linkToCores(kind);
        }
        severalL3PerNuma = Arrays.stream(numaNodes).anyMatch(node -> node.l3s.length > 1);
        severalNumaPerL3 = !severalL3PerNuma
                && Arrays.stream(l3Domains)
                        .anyMatch(cache -> cache.numaNodes.length > 1 && sockets[cache.socket].l3s.length > 1);
    }

    /**
     * A node's online CPUs, in any order. If no CPU has a NUMA node, the kernel knows of none and all are on node 0.
     *
     * @throws IllegalArgumentException if two have the same number
     */
    public static CpuTopology of(Collection<LogicalCpu> online) {
        boolean withoutNuma = online.stream().allMatch(cpu -> cpu.numa() == LogicalCpu.UNKNOWN);
        List<LogicalCpu> cpus = online.stream()
                .map(cpu -> withoutNuma ? new LogicalCpu(cpu.id(), cpu.core(), cpu.socket(), 0, cpu.l3()) : cpu)
                .sorted(Comparator.comparingInt(LogicalCpu::id))
                .toList();
        for (int i = 1; i < cpus.size(); i++) {
            if (cpus.get(i).id() == cpus.get(i - 1).id()) {
                throw new IllegalArgumentException("CPU " + cpus.get(i).id() + " is listed more than once");
            }
        }
        return new CpuTopology(cpus);
    }

    private long[] keys(ToLongFunction<LogicalCpu> key) {
        return cpus.stream().mapToLong(key).toArray();
    }

    /**
     * One domain for all CPUs of the same key, in order of the keys.
     *
     * @param keys by position in the list of CPUs
     */
    private Domain[] domains(long[] keys) {
        long[] distinct = distinct(keys);
        long[][] members = new long[distinct.length][words()];
        for (int i = 0; i < keys.length; i++) {
            if (keys[i] != NOWHERE) {
                Bits.set(
                        members[Arrays.binarySearch(distinct, keys[i])],
                        cpus.get(i).id());
            }
        }
        Domain[] domains = new Domain[distinct.length];
        for (int i = 0; i < domains.length; i++) {
            domains[i] = new Domain(i, (int) distinct[i], members[i]);
        }
        return domains;
    }

    /** In ascending order. */
    private static long[] distinct(long[] keys) {
        long[] sorted = keys.clone();
        Arrays.sort(sorted);
        int count = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] != NOWHERE && (count == 0 || sorted[i] != sorted[count - 1])) {
                sorted[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    /** By number of the CPU, the index of the domain that it is in; -1 without one. */
    private int[] indexes(Domain[] domains) {
        int[] indexes = new int[words() << 6];
        Arrays.fill(indexes, -1);
        for (Domain domain : domains) {
            for (int cpu = Bits.next(domain.cpus, 0); cpu >= 0; cpu = Bits.next(domain.cpus, cpu + 1)) {
                indexes[cpu] = domain.index;
            }
        }
        return indexes;
    }

    private void linkToCores(Domain[] kind) {
        for (Domain domain : kind) {
            int[] members = new int[cores.length];
            int count = 0;
            for (int core : coreOrder) {
                if (Bits.meet(cores[core].cpus, domain.cpus)) {
                    members[count++] = core;
                }
            }
            domain.cores = Arrays.copyOf(members, count);
            Domain first = cores[domain.cores[0]];
            domain.numa = first.numa;
            domain.socket = first.socket;
            domain.cell = first.cell;
            domain.l3 = first.l3;
            domain.cells = within(cells, domain);
            domain.numaNodes = within(numaNodes, domain);
            domain.l3s = within(l3Domains, domain);
        }
    }

    private static int[] within(Domain[] domains, Domain outer) {
        int[] inner = new int[domains.length];
        int count = 0;
        for (int i = 0; i < domains.length; i++) {
            if (Bits.meet(domains[i].cpus, outer.cpus)) {
                inner[count++] = i;
            }
        }
        return Arrays.copyOf(inner, count);
    }

    /** Whether the node reports any CPU. */
    public boolean isValid() {
        return !cpus.isEmpty();
    }

    /** In order of their numbers. */
    public List<LogicalCpu> cpus() {
        return cpus;
    }

    public CpuSet cpuSet() {
        return CpuSet.ofWords(all);
    }

    public int coreCount() {
        return cores.length;
    }

    /** The number of known L3 domains. */
    public int l3Count() {
        return l3Domains.length;
    }

    /** Numbers of the NUMA nodes that have CPUs, ascending. */
    public List<Integer> numaNodes() {
        return Arrays.stream(numaNodes)
                .map(numa -> numa.number)
                .filter(number -> number != LogicalCpu.UNKNOWN)
                .toList();
    }

    /** The CPUs of a NUMA node; none for one that has none. */
    public CpuSet cpusOfNuma(int number) {
        return Arrays.stream(numaNodes)
                .filter(numa -> numa.number == number)
                .findFirst()
                .map(numa -> CpuSet.ofWords(numa.cpus))
                .orElse(CpuSet.EMPTY);
    }

    /** How many of the known L3 domains a set of CPUs touches. */
    public int l3DomainsOf(CpuSet set) {
        return l3DomainsOf(Bits.of(set, words()));
    }

    int l3DomainsOf(long[] set) {
        long[] touched = new long[(l3Domains.length >> 6) + 1];
        for (Domain cell : cells) {
            if (cell.l3 >= 0 && Bits.meet(cell.cpus, set)) {
                Bits.set(touched, cell.l3);
            }
        }
        return Bits.count(touched);
    }

    /** Whether some NUMA node has more than one L3 domain, so that there is a choice within it. */
    boolean severalL3PerNuma() {
        return severalL3PerNuma;
    }

    /** Whether L3 domains are other than NUMA nodes and sockets. */
    boolean l3Matters() {
        return severalL3PerNuma || severalNumaPerL3;
    }

    /** Whether some L3 domain spans NUMA nodes and is less than its socket. */
    boolean severalNumaPerL3() {
        return severalNumaPerL3;
    }

    int words() {
        return all.length;
    }

    long[] all() {
        return all;
    }

    /** The largest number of threads in a core. */
    int threads() {
        return threads;
    }

    /** Whether all cores have the same number of threads. */
    boolean evenCores() {
        return evenCores;
    }

    /** Indexes of all cores, those with more threads first, then in order of index. */
    int[] coreOrder() {
        return coreOrder;
    }

    /** Index of a CPU's core. */
    int coreOf(int cpu) {
        return coreOf[cpu];
    }

    /** In order of socket and number. */
    Domain[] coreDomains() {
        return cores;
    }

    /** In order of number. */
    Domain[] numaDomains() {
        return numaNodes;
    }

    /** In order of number. */
    Domain[] socketDomains() {
        return sockets;
    }

    /** Those that are known. */
    Domain[] l3Domains() {
        return l3Domains;
    }

    /** What one NUMA node and one L3 domain have in common, in order of the NUMA nodes. */
    Domain[] cells() {
        return cells;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CpuTopology topology && topology.cpus.equals(cpus);
    }

    @Override
    public int hashCode() {
        return cpus.hashCode();
    }

    @Override
    public String toString() {
        return cpus.size() + " CPUs, " + cores.length + " cores, " + l3Domains.length + " L3 domains, "
                + numaNodes.length + " NUMA nodes, " + sockets.length + " sockets";
    }
}
