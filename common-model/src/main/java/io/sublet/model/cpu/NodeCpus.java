package io.sublet.model.cpu;

import io.sublet.model.cpu.CpuTopology.Domain;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The CPUs and NUMA nodes of one node and who holds them, as a value. It depends on what is there, not on the order in which it
 * came: {@code with} and then {@code without} gives an equal value.
 *
 * <p>A CPU that is claimed by any pod is taken, be it claimed twice, and stays taken until the last claim is gone; a claim on
 * CPUs that are not online takes nothing. {@link #conflicts} says which claims those are.
 */
public final class NodeCpus {
    private final CpuTopology topology;
    private final ReservedCpus reserved;
    private final NodeCpuPolicy policy;
    private final SortedMap<Integer, Amounts> zones;
    private final NodeTotals totals;
    private final PodCpus[] pods;
    /** The online CPUs that each pod claims. */
    private final long[][] claims;

    private final long[] reservedBits;
    private final long[] taken;
    private final long[] contested;
    private final long[] free;
    private @Nullable NumaState numa;

    /**
     * What the whole node offers and what its pods ask for.
     *
     * @param allocatable as the Node's status has it, amplified where the node is
     * @param requested by all pods on the node, not amplified
     */
    public record NodeTotals(Amounts allocatable, Amounts requested) {
        public static final NodeTotals UNKNOWN = new NodeTotals(Amounts.NONE, Amounts.NONE);
    }

    private NodeCpus(
            CpuTopology topology,
            ReservedCpus reserved,
            NodeCpuPolicy policy,
            SortedMap<Integer, Amounts> zones,
            NodeTotals totals,
            PodCpus[] pods,
            long[][] claims) {
        this.topology = topology;
        this.reserved = reserved;
        this.policy = policy;
        this.zones = zones;
        this.totals = totals;
        this.pods = pods;
        this.claims = claims;
        taken = new long[topology.words()];
        contested = new long[topology.words()];
        for (long[] claim : claims) {
            for (int word = 0; word < claim.length; word++) {
                contested[word] |= taken[word] & claim[word];
                taken[word] |= claim[word];
            }
        }
        reservedBits = online(reserved.all(), topology);
        free = Bits.minus(Bits.minus(topology.all(), taken), reservedBits);
    }

    /**
     * A node without pods.
     *
     * @param zones what each NUMA node offers by its number, reserved CPUs included, not amplified; empty if the node does not
     *     say
     */
    public static NodeCpus of(
            CpuTopology topology, ReservedCpus reserved, NodeCpuPolicy policy, SortedMap<Integer, Amounts> zones) {
        return new NodeCpus(
                topology,
                reserved,
                policy,
                Collections.unmodifiableSortedMap(new TreeMap<>(zones)),
                NodeTotals.UNKNOWN,
                new PodCpus[0],
                new long[0][]);
    }

    private static long[] online(CpuSet cpus, CpuTopology topology) {
        return Bits.and(Bits.of(cpus, topology.words()), topology.all());
    }

    /** With this pod, instead of what a pod of this uid held before. */
    public NodeCpus with(PodCpus pod) {
        int at = indexOf(pod.uid());
        int insert = at >= 0 ? at : -at - 1;
        int old = at >= 0 ? 1 : 0;
        PodCpus[] more = replaced(pods, insert, old, new PodCpus[] {pod});
        return new NodeCpus(
                topology, reserved, policy, zones, totals, more, replaced(claims, insert, old, new long[][] {
                    online(pod.cpus(), topology)
                }));
    }

    /** Without the pod of this uid; the same if there is none. */
    public NodeCpus without(String uid) {
        int at = indexOf(uid);
        return at < 0
                ? this
                : new NodeCpus(
                        topology,
                        reserved,
                        policy,
                        zones,
                        totals,
                        replaced(pods, at, 1, new PodCpus[0]),
                        replaced(claims, at, 1, new long[0][]));
    }

    /** A copy with other items in place of so many at an index. */
    private static <T> T[] replaced(T[] items, int at, int old, T[] now) {
        T[] copy = Arrays.copyOf(items, items.length - old + now.length);
        System.arraycopy(now, 0, copy, at, now.length);
        System.arraycopy(items, at + old, copy, at + now.length, items.length - at - old);
        return copy;
    }

    /** With another amount offered and asked for in all. */
    public NodeCpus with(NodeTotals other) {
        return new NodeCpus(topology, reserved, policy, zones, other, pods, claims);
    }

    /** What the given node is now, with the pods and totals of this one. */
    public NodeCpus onto(NodeCpus now) {
        long[][] same = now.topology.equals(topology)
                ? claims
                : Arrays.stream(pods)
                        .map(pod -> online(pod.cpus(), now.topology))
                        .toArray(long[][]::new);
        return new NodeCpus(now.topology, now.reserved, now.policy, now.zones, totals, pods, same);
    }

    private int indexOf(String uid) {
        int low = 0;
        int high = pods.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = pods[middle].uid().compareTo(uid);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    public CpuTopology topology() {
        return topology;
    }

    public ReservedCpus reserved() {
        return reserved;
    }

    public NodeCpuPolicy policy() {
        return policy;
    }

    public NodeTotals totals() {
        return totals;
    }

    /** What each NUMA node offers by its number, as reported. */
    public SortedMap<Integer, Amounts> zones() {
        return zones;
    }

    /** In order of their uids. */
    public Collection<PodCpus> pods() {
        return List.of(pods);
    }

    public Optional<PodCpus> pod(String uid) {
        int at = indexOf(uid);
        return at >= 0 ? Optional.of(pods[at]) : Optional.empty();
    }

    /** Online CPUs that a pod may be bound to if nobody holds them. */
    public CpuSet allocatable() {
        return CpuSet.ofWords(Bits.minus(topology.all(), reservedBits));
    }

    /** Online CPUs that are neither reserved nor claimed. */
    public CpuSet free() {
        return CpuSet.ofWords(free);
    }

    /** Online CPUs that pods claim. */
    public CpuSet taken() {
        return CpuSet.ofWords(taken);
    }

    /** Claims that cannot stand as they are, in order of the uids. */
    public List<CpuConflict> conflicts() {
        List<CpuConflict> conflicts = new ArrayList<>();
        for (int pod = 0; pod < pods.length; pod++) {
            String uid = pods[pod].uid();
            CpuSet online = CpuSet.ofWords(claims[pod]);
            CpuSet offline = pods[pod].cpus().minus(online);
            CpuSet shared = CpuSet.ofWords(Bits.and(claims[pod], contested));
            CpuSet kept = CpuSet.ofWords(Bits.and(claims[pod], reservedBits));
            if (!offline.isEmpty()) {
                conflicts.add(new CpuConflict(uid, CpuConflict.Kind.OFFLINE, offline));
            }
            if (!shared.isEmpty()) {
                conflicts.add(new CpuConflict(uid, CpuConflict.Kind.SHARED, shared));
            }
            if (!kept.isEmpty()) {
                conflicts.add(new CpuConflict(uid, CpuConflict.Kind.RESERVED, kept));
            }
        }
        return conflicts;
    }

    /** CPUs on which pods without CPUs of their own run, by NUMA node. */
    public List<SharePool> sharePools() {
        return pools(qos -> true);
    }

    /** CPUs on which best-effort pods run, by NUMA node: also those bound to pods of every class but LSE. */
    public List<SharePool> bestEffortSharePools() {
        return pools(qos -> qos == QosClass.LSE);
    }

    /** All CPUs but those of pods whose class is kept out, and those reserved for other programs; the kubelet's own share. */
    private List<SharePool> pools(Predicate<QosClass> keptOut) {
        int words = topology.words();
        long[] open = topology.all().clone();
        for (int pod = 0; pod < pods.length; pod++) {
            if (keptOut.test(pods[pod].qos())) {
                Bits.removeFrom(open, claims[pod]);
            }
        }
        CpuSet closed = reserved.kubeletPods().union(reserved.node()).union(reserved.system());
        Bits.removeFrom(open, Bits.of(closed, words));
        List<SharePool> pools = new ArrayList<>();
        for (Domain numaNode : topology.numaDomains()) {
            pools.add(new SharePool(
                    topology.socketDomains()[numaNode.socket].number,
                    // A CPU that the kernel lists on no NUMA node goes by the first one on the wire.
                    Math.max(0, numaNode.number),
                    CpuSet.ofWords(Bits.and(open, numaNode.cpus))));
        }
        pools.sort(Comparator.comparingInt(SharePool::socket).thenComparingInt(SharePool::node));
        return pools;
    }

    /** CPUs that are neither reserved nor claimed; not to be written to. */
    long[] freeBits() {
        return free;
    }

    long[] reservedBits() {
        return reservedBits;
    }

    long[] takenBits() {
        return taken;
    }

    /** All CPUs of the domains in which a pod of the policy holds a CPU; none for {@link CpuExclusivePolicy#NONE}. */
    long[] heldBy(CpuExclusivePolicy exclusive) {
        long[] held = new long[topology.words()];
        Domain[] domains = switch (exclusive) {
            case NONE -> new Domain[0];
            case PCPU_LEVEL -> topology.coreDomains();
            case L3_LEVEL -> topology.l3Domains();
            case NUMA_NODE_LEVEL -> topology.numaDomains();
        };
        for (int pod = 0; pod < pods.length; pod++) {
            if (pods[pod].exclusive() == exclusive && domains.length > 0) {
                Bits.addTo(held, claims[pod]);
            }
        }
        if (Bits.isEmpty(held)) {
            return held;
        }
        long[] spread = held.clone();
        for (Domain domain : domains) {
            if (Bits.meet(domain.cpus, held)) {
                Bits.addTo(spread, domain.cpus);
            }
        }
        return spread;
    }

    int podCount() {
        return pods.length;
    }

    PodCpus pod(int index) {
        return pods[index];
    }

    long[] claim(int index) {
        return claims[index];
    }

    /** Amounts by NUMA node, made when they are first asked for. */
    NumaState numa() {
        NumaState made = numa;
        if (made == null) {
            made = NumaState.of(this);
            // Two threads may both make it; the results are equal and immutable.
            numa = made;
        }
        return made;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NodeCpus node
                && node.topology.equals(topology)
                && node.reserved.equals(reserved)
                && node.policy.equals(policy)
                && node.zones.equals(zones)
                && node.totals.equals(totals)
                && Arrays.equals(node.pods, pods);
    }

    @Override
    public int hashCode() {
        return Objects.hash(topology, reserved, policy, zones, totals, Arrays.hashCode(pods));
    }

    @Override
    public String toString() {
        return topology + ", " + Bits.count(free) + " CPUs free, " + pods.length + " pods";
    }
}
