package io.sublet.model.cpu;

import static io.sublet.model.cpu.NumaTopologyPolicy.BEST_EFFORT;
import static io.sublet.model.cpu.NumaTopologyPolicy.RESTRICTED;
import static io.sublet.model.cpu.NumaTopologyPolicy.SINGLE_NUMA_NODE;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PinDecision.Refused;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NumaAlignmentTest {
    private static final long GIB = 1L << 30;

    /** Two NUMA nodes of 8 CPUs and 32 GiB. */
    private static final CpuTopology TWO_NODES = Machines.consecutive(1, 2, 4, 2);

    private static final long NODE_MILLI = 16_000;
    private static final long NODE_BYTES = 64 * GIB;

    private static PinRequest percent(long cpu, long memory) {
        return PinRequest.of(Amounts.of(NODE_MILLI * cpu / 100, NODE_BYTES * memory / 100));
    }

    private static NodeCpus node(NumaTopologyPolicy policy) {
        return Machines.numaNode(TWO_NODES, Machines.numa(policy), 32 * GIB);
    }

    private static NodeCpus place(NodeCpus node, String uid, PinRequest request) {
        return Machines.with(node, uid, request, placed(node, request));
    }

    private static Placed placed(NodeCpus node, PinRequest request) {
        return (Placed) CpuPinning.decide(node, request);
    }

    private static List<Integer> nodesOf(Placed placed) {
        return placed.shares().stream().map(NumaShare::node).toList();
    }

    @Test
    void aNumaNodeEachAndNoneForTheThird() {
        NodeCpus node = node(SINGLE_NUMA_NODE);
        Placed first = placed(node, percent(28, 28));
        node = Machines.with(node, "a", percent(28, 28), first);
        Placed second = placed(node, percent(28, 28));
        node = Machines.with(node, "b", percent(28, 28), second);

        assertThat(first.shares())
                .containsExactly(new NumaShare(0, percent(28, 28).requests()));
        assertThat(second.shares())
                .containsExactly(new NumaShare(1, percent(28, 28).requests()));
        assertThat(CpuPinning.decide(node, percent(30, 30)))
                .isEqualTo(new Refused(
                        PinRefusal.NumaUnsatisfied,
                        "NUMA topology policy SingleNUMANode: cpu 4800m wanted and 3520m on the best NUMA node, memory "
                                + "19661Mi wanted and 14417Mi on the best NUMA node",
                        true));
    }

    @ParameterizedTest
    @EnumSource(names = {"RESTRICTED", "BEST_EFFORT"})
    void twoNumaNodesForTheThirdWhereThatIsAllowed(NumaTopologyPolicy policy) {
        NodeCpus node = place(place(node(policy), "a", percent(28, 28)), "b", percent(28, 28));

        Placed third = placed(node, percent(30, 30));

        assertThat(nodesOf(third)).containsExactly(0, 1);
        assertThat(third.shares().get(0).amounts().plus(third.shares().get(1).amounts()))
                .isEqualTo(percent(30, 30).requests());
    }

    @Test
    void boundPodsAndOthersTakeFromTheSameNumaNodes() {
        PinRequest bound = Machines.prefers(CpuBindPolicy.FULL_PCPUS, 4);
        NodeCpus node = place(place(node(SINGLE_NUMA_NODE), "a", bound), "b", bound);

        assertThat(node.pod("a").orElseThrow().cpus()).hasToString("0-3");
        assertThat(node.pod("b").orElseThrow().cpus()).hasToString("8-11");
        assertThat(CpuPinning.decide(node, percent(30, 0))).isInstanceOf(Refused.class);
        assertThat(CpuPinning.decide(node, percent(25, 0))).isInstanceOf(Placed.class);
        NodeCpus shared = place(place(node(SINGLE_NUMA_NODE), "a", percent(28, 0)), "b", percent(28, 0));
        assertThat(CpuPinning.decide(shared, bound)).isInstanceOf(Refused.class);
        assertThat(CpuPinning.decide(shared, Machines.prefers(CpuBindPolicy.FULL_PCPUS, 3)))
                .isInstanceOf(Placed.class);
    }

    /** Free CPU on one NUMA node and free memory on the other. */
    private static NodeCpus crossed(NumaTopologyPolicy policy) {
        NodeCpus node = node(policy);
        for (String uid : List.of("memory-0", "memory-1")) {
            node = place(node, uid, percent(0, 40));
        }
        for (String uid : List.of("cpu-0", "cpu-1")) {
            node = place(node, uid, percent(40, 0));
        }
        return node.without("memory-0").without("cpu-1");
    }

    @Test
    void freeCpuAndFreeMemoryApartAreOfNoUse() {
        assertThat(CpuPinning.decide(crossed(SINGLE_NUMA_NODE), percent(40, 40)))
                .isEqualTo(new Refused(
                        PinRefusal.NumaUnsatisfied,
                        "NUMA topology policy SingleNUMANode: what is wanted is free, but not together",
                        true));
        assertThat(nodesOf(placed(crossed(RESTRICTED), percent(40, 40)))).containsExactly(0, 1);
    }

    @Test
    void bestEffortPlacesRegardlessOfNumaNodesWhatTheyCannotHold() {
        PinRequest bound = Machines.prefers(CpuBindPolicy.FULL_PCPUS, 4).numa(BEST_EFFORT, NumaExclusive.NONE);
        NodeCpus node = Machines.numaNode(TWO_NODES, NodeCpuPolicy.DEFAULT, 0);
        PinRequest withMemory = new PinRequest(
                Amounts.of(4000, 80 * GIB),
                bound.required(),
                bound.preferred(),
                bound.exclusive(),
                BEST_EFFORT,
                NumaExclusive.NONE,
                CpuSet.EMPTY);
        NodeCpus small = Machines.numaNode(TWO_NODES, NodeCpuPolicy.DEFAULT, 32 * GIB);

        assertThat(nodesOf(placed(node, bound))).containsExactly(0);
        assertThat(placed(small, withMemory).cpus()).hasToString("0-3");
        assertThat(placed(small, withMemory).shares()).isEmpty();
        assertThat(CpuPinning.decide(small, withMemory.numa(RESTRICTED, NumaExclusive.NONE)))
                .isEqualTo(new Refused(
                        PinRefusal.NumaUnsatisfied,
                        "NUMA topology policy Restricted: memory 81920Mi wanted and 65536Mi on all 2 NUMA nodes",
                        false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // sockets,NUMA,cores,threads | taken | policy | CPUs | CPUs by NUMA node
                "1,2,4,1 |                | PREFERRED | 5 | 2,3",
                "1,2,6,1 | 0-3            | PREFERRED | 8 | 2,6",
                "1,3,2,2 |                | REQUIRED  | 6 | 2,4,0",
                "1,3,2,2 | 0-1,4-5,8-9    | REQUIRED  | 6 | 2,2,2",
                "1,3,2,2 | 0-1,4-5        | REQUIRED  | 8 | 2,2,4",
                "1,2,4,2 | 0-3            | PREFERRED | 10 | 4,6"
            })
    void dividesEvenlyTheFullestFirst(
            String shape, @Nullable String taken, String strength, int need, String expected) {
        String[] parts = shape.split(",", -1);
        CpuTopology topology = Machines.consecutive(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]));
        NodeCpus node = Machines.numaNode(topology, Machines.numa(RESTRICTED), 0)
                .with(Machines.pod(
                        "other", taken == null ? CpuSet.EMPTY : Machines.cpus(taken), CpuExclusivePolicy.NONE));
        PinRequest request = strength.equals("REQUIRED")
                ? Machines.requires(CpuBindPolicy.FULL_PCPUS, need)
                : Machines.prefers(CpuBindPolicy.FULL_PCPUS, need);

        Placed placed = placed(node, request);

        assertThat(topology.numaNodes().stream()
                        .map(number -> Integer.toString(placed.cpus()
                                .intersect(topology.cpusOfNuma(number))
                                .size()))
                        .toList())
                .containsExactly(expected.split(",", -1));
    }

    /** The peer takes the position in the set for the number of the NUMA node, and so refuses this one. */
    @Test
    void dividesByWhatTheNumaNodesOfTheSetHave() {
        CpuTopology topology = Machines.consecutive(1, 4, 4, 1);
        NodeCpus node = Machines.numaNode(topology, Machines.numa(RESTRICTED), 0)
                .with(Machines.pod("other", Machines.cpus("0-7,8-10"), CpuExclusivePolicy.NONE));

        assertThat(placed(node, Machines.requires(CpuBindPolicy.FULL_PCPUS, 5)).cpus())
                .hasToString("11-15");
    }

    @Test
    void podsOnOneAndOnSeveralNumaNodesKeepApartWhereRequired() {
        PinRequest single = Machines.prefers(CpuBindPolicy.FULL_PCPUS, 4).numa(RESTRICTED, NumaExclusive.REQUIRED);
        PinRequest wide = Machines.prefers(CpuBindPolicy.FULL_PCPUS, 10).numa(RESTRICTED, NumaExclusive.REQUIRED);
        NodeCpus empty = Machines.numaNode(TWO_NODES, NodeCpuPolicy.DEFAULT, 0);

        assertThat(CpuPinning.decide(place(empty, "a", single), wide)).isInstanceOf(Refused.class);
        assertThat(CpuPinning.decide(place(empty, "a", wide), single.numa(SINGLE_NUMA_NODE, NumaExclusive.REQUIRED)))
                .isInstanceOf(Refused.class);
        assertThat(nodesOf(placed(place(empty, "a", wide), single))).containsExactly(0, 1);
        assertThat(nodesOf(placed(place(empty, "a", single), wide.numa(BEST_EFFORT, NumaExclusive.REQUIRED))))
                .containsExactly(0, 1);
        assertThat(nodesOf(placed(place(empty, "a", wide), single.numa(RESTRICTED, NumaExclusive.PREFERRED))))
                .hasSize(1);
    }

    @Test
    void aResourceThatNoNumaNodeOffersIsNotLookedAt() {
        PinRequest request = PinRequest.of(Amounts.of(2000, GIB).with("example.com/thing", 3));

        assertThat(placed(node(SINGLE_NUMA_NODE), request).shares())
                .containsExactly(new NumaShare(0, Amounts.of(2000, GIB)));
    }

    @Test
    void otherResourcesOfANumaNodeCount() {
        Amounts offered = Amounts.of(8000, GIB);
        NodeCpus node = NodeCpus.of(
                TWO_NODES,
                ReservedCpus.NONE,
                Machines.numa(SINGLE_NUMA_NODE),
                new TreeMap<>(Map.of(0, offered, 1, offered.with("hugepages-1Gi", 2 * GIB))));
        PinRequest request = PinRequest.of(Amounts.of(1000, 0).with("hugepages-1Gi", GIB));

        assertThat(placed(node, request).shares()).containsExactly(new NumaShare(1, request.requests()));
        NodeCpus after = place(place(node, "a", request), "b", request);
        assertThat(CpuPinning.decide(after, request)).isInstanceOf(Refused.class);
    }

    @Test
    void whatIsReservedIsNotOffered() {
        NodeCpus node = NodeCpus.of(
                TWO_NODES,
                new ReservedCpus(Machines.cpus("0-1"), Machines.cpus("2"), CpuSet.EMPTY, Machines.cpus("3")),
                Machines.numa(SINGLE_NUMA_NODE),
                new TreeMap<>(Map.of(0, Amounts.of(8000, 0), 1, Amounts.of(6000, 0))));

        assertThat(nodesOf(placed(node, PinRequest.of(Amounts.of(5000, 0))))).containsExactly(1);
        assertThat(CpuPinning.decide(node, PinRequest.of(Amounts.of(7000, 0)))).isInstanceOf(Refused.class);
    }

    @Test
    void aNodeThatReportsNoNumaNodesIsRefusedUnderAPolicy() {
        NodeCpus node = Machines.node(TWO_NODES, Machines.numa(BEST_EFFORT));

        assertThat(CpuPinning.decide(node, percent(10, 10)))
                .isEqualTo(new Refused(PinRefusal.NoNumaZones, "the node does not report its NUMA nodes", false));
    }

    @Test
    void thePoliciesOfPodAndNodeMustAgree() {
        PinRequest request = percent(10, 10).numa(SINGLE_NUMA_NODE, NumaExclusive.NONE);

        assertThat(CpuPinning.decide(node(RESTRICTED), request))
                .isEqualTo(new Refused(
                        PinRefusal.NumaPolicyConflict,
                        "NUMA topology policy SingleNUMANode asked for, the node's is Restricted",
                        false));
        assertThat(CpuPinning.decide(node(SINGLE_NUMA_NODE), request)).isInstanceOf(Placed.class);
        assertThat(CpuPinning.decide(node(NumaTopologyPolicy.NONE), request)).isInstanceOf(Placed.class);
    }

    /** Sixteen NUMA nodes have 65,535 sets. */
    @Test
    void manyNumaNodesAreSearchedBySize() {
        CpuTopology topology = Machines.captured("qemu-16numa");
        NodeCpus node = Machines.numaNode(topology, Machines.numa(RESTRICTED), GIB);
        PinRequest request = Machines.prefers(CpuBindPolicy.FULL_PCPUS, 10);

        assertThat(nodesOf(placed(node, request))).hasSize(3);
        assertThat(placed(node, request).footprint().l3Domains()).isEqualTo(2);
        assertThat(CpuPinning.decide(node, Machines.prefers(CpuBindPolicy.FULL_PCPUS, 65)))
                .isInstanceOf(Refused.class);
        NodeCpus half = node;
        for (int number : topology.numaNodes()) {
            half = half.with(new PodCpus(
                    "pod" + number,
                    CpuSet.EMPTY,
                    QosClass.LS,
                    CpuExclusivePolicy.NONE,
                    List.of(new NumaShare(
                            number, Amounts.of(number % 2 == 0 ? 3000 : 0, number % 2 == 0 ? 0 : GIB - 1)))));
        }
        // Memory needs all even ones and an odd one, CPU so many odd ones besides.
        assertThat(nodesOf(placed(half, PinRequest.of(Amounts.of(33_000, 8 * GIB + 1)))))
                .hasSize(15);
        assertThat(CpuPinning.decide(half, PinRequest.of(Amounts.of(33_000, 8 * GIB + 9))))
                .isInstanceOf(Refused.class);
    }

    @Test
    void theFewestL3DomainsThenTheStrategy() {
        CpuTopology topology = Machines.linux(1, 2, 8, 1, 4);
        NodeCpus node = Machines.numaNode(topology, Machines.numa(SINGLE_NUMA_NODE), 0)
                .with(Machines.pod("a", Machines.cpus("0,4"), CpuExclusivePolicy.NONE))
                .with(Machines.pod("b", Machines.cpus("8-10"), CpuExclusivePolicy.NONE));

        assertThat(placed(node, Machines.prefers(CpuBindPolicy.FULL_PCPUS, 4)).cpus())
                .hasToString("12-15");
    }
}
