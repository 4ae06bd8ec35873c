package io.sublet.model.cpu;

import io.sublet.model.unit.CpuSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The online CPUs of a node and how they lie in cores, L3 domains, NUMA nodes and sockets. Nothing is averaged: each core and
 * domain has its own members, be they of different number, and no kind of domain need contain another.
 */
public final class CpuTopology {
    private static final Comparator<LogicalCpu> BY_CORE = Comparator.comparingInt(LogicalCpu::socket)
            .thenComparingInt(LogicalCpu::core)
            .thenComparingInt(LogicalCpu::numa)
            .thenComparingInt(LogicalCpu::l3)
            .thenComparingInt(LogicalCpu::id);

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
    private final int threads;
    private final boolean evenCores;
    private final int[] coreOrder;

    /** Cores, or CPUs, that lie together; the members of one array of domains do not overlap. */
    static final class Domain {
        /** Its number on the machine; for a core, its index. */
        final int id;

        final long[] cpus;
        final int size;
        /** Indexes of its cores, those with more threads first, then in order of index. */
        int[] cores = {};
        /** Indexes of the domains that its CPUs lie in, of the first CPU where there are several. */
        int numa;

        int socket;
        int cell;
        /** L3 domain's index, or -1. */
        int l3 = LogicalCpu.UNKNOWN;
        /** For a NUMA node and a socket: its cells; for a socket: its NUMA nodes. */
        int[] cells = {};

        int[] numaNodes = {};

        Domain(int id, long[] cpus) {
            this.id = id;
            this.cpus = cpus;
            this.size = Bits.count(cpus);
        }
    }

    private CpuTopology(List<LogicalCpu> cpus) {
        this.cpus = cpus;
        int words = cpus.isEmpty() ? 0 : (cpus.getLast().id() >> 6) + 1;
        all = new long[words];
        coreOf = new int[words << 6];
        Arrays.fill(coreOf, -1);
        cpus.forEach(cpu -> Bits.set(all, cpu.id()));
        List<LogicalCpu> byCore = cpus.stream().sorted(BY_CORE).toList();
        cores = domains(byCore, cpu -> List.of(cpu.socket(), cpu.core(), cpu.numa(), cpu.l3()), words);
        numaNodes = domains(sorted(LogicalCpu::numa), LogicalCpu::numa, words);
        sockets = domains(sorted(LogicalCpu::socket), LogicalCpu::socket, words);
        cells = domains(
                cpus.stream()
                        .sorted(Comparator.comparingInt(LogicalCpu::numa)
                                .thenComparingInt(LogicalCpu::socket)
                                .thenComparingInt(LogicalCpu::l3))
                        .toList(),
                cpu -> List.of(cpu.numa(), cpu.socket(), cpu.l3()),
                words);
        l3Domains = domains(
                byCore.stream().filter(cpu -> cpu.l3() != LogicalCpu.UNKNOWN).toList(),
                cpu -> List.of(cpu.socket(), cpu.l3()),
                words);
        link();
        threads = Arrays.stream(cores).mapToInt(core -> core.size).max().orElse(0);
        evenCores = Arrays.stream(cores).allMatch(core -> core.size == threads);
        coreOrder = bySize(Arrays.stream(cores));
        severalL3PerNuma = Arrays.stream(numaNodes)
                .anyMatch(numa -> Arrays.stream(numa.cells)
                                .filter(cell -> cells[cell].l3 >= 0)
                                .count()
                        > 1);
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

    private List<LogicalCpu> sorted(Function<LogicalCpu, Integer> key) {
        return cpus.stream().sorted(Comparator.comparing(key)).toList();
    }

    /** One domain per key, in the order in which the keys come. */
    private static Domain[] domains(List<LogicalCpu> ordered, Function<LogicalCpu, Object> key, int words) {
        Map<Object, long[]> sets = new LinkedHashMap<>();
        for (LogicalCpu cpu : ordered) {
            Bits.set(sets.computeIfAbsent(key.apply(cpu), k -> new long[words]), cpu.id());
        }
        Domain[] domains = new Domain[sets.size()];
        int next = 0;
        for (Map.Entry<Object, long[]> set : sets.entrySet()) {
            domains[next] = new Domain(set.getKey() instanceof Integer id ? id : next, set.getValue());
            next++;
        }
        return domains;
    }

    private void link() {
        for (Domain core : cores) {
            core.numa = indexOf(numaNodes, core);
            core.socket = indexOf(sockets, core);
            core.cell = indexOf(cells, core);
            core.l3 = indexOf(l3Domains, core);
            for (int cpu = Bits.next(core.cpus, 0); cpu >= 0; cpu = Bits.next(core.cpus, cpu + 1)) {
                coreOf[cpu] = core.id;
            }
        }
        for (Domain[] kind : List.of(numaNodes, sockets, cells)) {
            for (Domain domain : kind) {
                domain.cores = bySize(Arrays.stream(cores).filter(core -> Bits.meet(core.cpus, domain.cpus)));
                Domain first = cores[domain.cores[0]];
                domain.numa = first.numa;
                domain.socket = first.socket;
                domain.cell = first.cell;
                domain.l3 = first.l3;
                domain.cells = within(cells, domain);
                domain.numaNodes = within(numaNodes, domain);
            }
        }
    }

    private static int[] bySize(Stream<Domain> cores) {
        return cores.sorted(Comparator.comparingInt(core -> -core.size))
                .mapToInt(core -> core.id)
                .toArray();
    }

    private static int indexOf(Domain[] domains, Domain inner) {
        for (int i = 0; i < domains.length; i++) {
            if (Bits.meet(domains[i].cpus, inner.cpus)) {
                return i;
            }
        }
        return -1;
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
                .map(numa -> numa.id)
                .filter(number -> number != LogicalCpu.UNKNOWN)
                .toList();
    }

    /** The CPUs of a NUMA node; none for one that has none. */
    public CpuSet cpusOfNuma(int number) {
        return Arrays.stream(numaNodes)
                .filter(numa -> numa.id == number)
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
