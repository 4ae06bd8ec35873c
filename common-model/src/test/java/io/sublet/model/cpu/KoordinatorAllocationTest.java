package io.sublet.model.cpu;

import static io.sublet.model.cpu.AllocateStrategy.LEAST;
import static io.sublet.model.cpu.AllocateStrategy.MOST;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.NodeCpus.NodeTotals;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PinDecision.Refused;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input and expected output of Koordinator's tests (v1.8) of what its plugin NodeNUMAResource gives and refuses. */
class KoordinatorAllocationTest {
    private static final long GIB = 1L << 30;

    /** Two NUMA nodes of 26 cores and 52 CPUs, numbers consecutive inside a core. */
    private static final CpuTopology LARGE = Machines.consecutive(2, 1, 26, 2);

    /** Two NUMA nodes of 4 cores and 8 CPUs. */
    private static final CpuTopology SMALL = Machines.consecutive(2, 1, 4, 2);

    private static NodeCpus large(NumaTopologyPolicy policy, long ratio, @Nullable String bound) {
        NodeCpuPolicy node = new NodeCpuPolicy(CpuBindPolicy.NONE, policy, LEAST, new Ratio(ratio));
        return Machines.numaNode(LARGE, node, 128 * GIB)
                .with(Machines.pod(
                        "123456", bound == null ? CpuSet.EMPTY : Machines.cpus(bound), CpuExclusivePolicy.NONE));
    }

    /** {@code ResourceManager.Allocate}, on the NUMA node 0. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100 |                   | FULL_PCPUS      | 4  | 0-3",
                "100 | 4-104             | FULL_PCPUS      | 4  | 0-3",
                "100 | 1,3,5,7-104       | FULL_PCPUS      | 4  |",
                "100 |                   | SPREAD_BY_PCPUS | 4  | 0,2,4,6",
                "100 | 1,3,5,7-104       | SPREAD_BY_PCPUS | 4  | 0,2,4,6",
                "100 | 4-104             | SPREAD_BY_PCPUS | 4  |",
                "150 |                   | SPREAD_BY_PCPUS | 4  | 0,2,4,6",
                "150 | 1,3,5,7-104       | SPREAD_BY_PCPUS | 4  | 0,2,4,6",
                "100 |                   | FULL_PCPUS      | 54 |"
            })
    void boundPodsOnOneNumaNode(
            long ratio, @Nullable String bound, CpuBindPolicy policy, int need, @Nullable String expected) {
        PinDecision decision = CpuPinning.decide(
                large(NumaTopologyPolicy.SINGLE_NUMA_NODE, ratio, bound), Machines.requires(policy, need));

        if (expected == null) {
            assertThat(decision).isInstanceOf(Refused.class);
        } else {
            assertThat(((Placed) decision).cpus()).hasToString(expected);
            assertThat(((Placed) decision).shares()).containsExactly(new NumaShare(0, Amounts.of(need * 1000L, 0)));
        }
    }

    @Test
    void aResourceThatNumaNodesDoNotHaveIsLeftOut() {
        PinRequest request = PinRequest.of(Amounts.of(4000, 0).with("koordinator.sh/gpu-memory", 10 * GIB));

        assertThat(CpuPinning.decide(large(NumaTopologyPolicy.SINGLE_NUMA_NODE, 100, null), request))
                .isInstanceOfSatisfying(
                        Placed.class,
                        placed -> assertThat(placed.shares()).containsExactly(new NumaShare(0, Amounts.of(4000, 0))));
    }

    /** 50 of 52 CPUs are bound on each NUMA node, which at 1.5 leaves 3 of 78. */
    @Test
    void podsThatAreNotBoundShareWhatAmplificationLeaves() {
        String bound = "0-49,52-101";

        assertThat(CpuPinning.decide(
                        large(NumaTopologyPolicy.SINGLE_NUMA_NODE, 150, bound), PinRequest.of(Amounts.of(4000, 0))))
                .isInstanceOf(Refused.class);
        assertThat(CpuPinning.decide(
                        large(NumaTopologyPolicy.RESTRICTED, 150, bound), PinRequest.of(Amounts.of(3500, 0))))
                .isInstanceOfSatisfying(
                        Placed.class,
                        placed -> assertThat(placed.shares())
                                .containsExactly(
                                        new NumaShare(0, Amounts.of(1750, 0)), new NumaShare(1, Amounts.of(1750, 0))));
    }

    /** Beside bound pods, others have 4 CPUs of each NUMA node. */
    @Test
    void cpusThatOthersShareAreNotBound() {
        NodeCpus node = large(NumaTopologyPolicy.RESTRICTED, 100, "0-43,53-96")
                .with(new PodCpus(
                        "shares",
                        CpuSet.EMPTY,
                        QosClass.LS,
                        CpuExclusivePolicy.NONE,
                        List.of(new NumaShare(0, Amounts.of(4000, 0)), new NumaShare(1, Amounts.of(4000, 0)))));

        Placed placed = (Placed) CpuPinning.decide(node, Machines.requires(CpuBindPolicy.FULL_PCPUS, 8));

        assertThat(placed.cpus()).hasToString("44-47,98-101");
        assertThat(placed.shares())
                .containsExactly(new NumaShare(0, Amounts.of(4000, 0)), new NumaShare(1, Amounts.of(4000, 0)));
    }

    /** {@code ResourceManager.Allocate} on both NUMA nodes, where the peer does not look for the fewest first. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100 |                    | FULL_PCPUS      | 4 | 0-1,52-53     | 2,2",
                "100 | 4-101              | FULL_PCPUS      | 4 | 0-1,102-103   | 2,2",
                "100 | 1,3,5,7-104        | FULL_PCPUS      | 4 |               |",
                "100 |                    | SPREAD_BY_PCPUS | 4 | 0,2,52,54     | 2,2",
                "100 | 1,3,5,7-101,103    | SPREAD_BY_PCPUS | 4 | 0,2,4,102     | 3,1",
                "100 | 4-100              | SPREAD_BY_PCPUS | 4 | 0,2,101-102   | 2,2",
                "100 | 1,3,5,7-97,103     | SPREAD_BY_PCPUS | 5 | 0,2,4,98,100  | 3,2",
                "100 | 4-104              | SPREAD_BY_PCPUS | 4 |               |",
                "150 |                    | SPREAD_BY_PCPUS | 4 | 0,2,52,54     | 2,2",
                "150 | 1,3,5,7-101        | SPREAD_BY_PCPUS | 4 | 0,2,4,102     | 3,1"
            })
    void boundPodsOnBothNumaNodes(
            long ratio,
            @Nullable String bound,
            CpuBindPolicy policy,
            int need,
            @Nullable String expected,
            @Nullable String byNumaNode) {
        NodeCpus node = large(NumaTopologyPolicy.RESTRICTED, ratio, bound);
        PinRequest request = Machines.requires(policy, need);
        CpuChoice choice = new CpuChoice(node, request, policy, true);

        long[][] split = new NumaNeed(node, request.requests(), choice, need).split(new int[] {0, 1});

        assertThat(split == null).isEqualTo(expected == null);
        if (split != null && byNumaNode != null) {
            List<String> parts = new ArrayList<>();
            long[] chosen = new long[LARGE.words()];
            for (int numa : LARGE.numaNodes()) {
                int part = (int) split[NumaState.CPU][numa];
                parts.add(Integer.toString(part));
                long[] cpus = choice.choose(LARGE.numaDomains()[numa].cpus, part);
                Bits.addTo(chosen, cpus == null ? new long[LARGE.words()] : cpus);
            }
            assertThat(CpuSet.ofWords(chosen)).hasToString(expected);
            assertThat(parts).containsExactly(byNumaNode.split(",", -1));
        }
    }

    @Test
    void memoryAndHugePagesAreShortTogether() {
        NodeCpus node = NodeCpus.of(
                LARGE,
                ReservedCpus.NONE,
                Machines.numa(NumaTopologyPolicy.RESTRICTED),
                new TreeMap<>(Map.of(
                        0, Amounts.of(52_000, 128 * GIB).with("hugepages-1Gi", 4 * GIB),
                        1, Amounts.of(52_000, 128 * GIB).with("hugepages-1Gi", 4 * GIB))));
        Amounts used = Amounts.of(4000, 120 * GIB).with("hugepages-1Gi", 4 * GIB);
        NodeCpus full = node.with(new PodCpus(
                "a",
                CpuSet.EMPTY,
                QosClass.LS,
                CpuExclusivePolicy.NONE,
                List.of(new NumaShare(0, used), new NumaShare(1, used))));
        PinRequest request = PinRequest.of(Amounts.of(4000, 4 * GIB).with("hugepages-1Gi", 4 * GIB));

        assertThat(CpuPinning.decide(node, request)).isInstanceOf(Placed.class);
        assertThat(CpuPinning.decide(full, request)).isInstanceOf(Refused.class);
    }

    /** {@code Plugin.Filter}: the policies of node and pod. */
    @ParameterizedTest
    @CsvSource({
        // of the node, required, preferred, milli-CPU, refused with
        "FULL_PCPUS,      NONE,            FULL_PCPUS,      5000, CoresNotAligned",
        "FULL_PCPUS,      NONE,            NONE,            5000, CoresNotAligned",
        "FULL_PCPUS,      NONE,            NONE,            5200, CpusNotWhole",
        "FULL_PCPUS,      NONE,            FULL_PCPUS,      4000,",
        "NONE,            FULL_PCPUS,      NONE,            5000, CoresNotAligned",
        "NONE,            FULL_PCPUS,      NONE,            4000,",
        "FULL_PCPUS,      NONE,            SPREAD_BY_PCPUS, 4000,",
        "SPREAD_BY_PCPUS, FULL_PCPUS,      NONE,            4000, BindPolicyConflict",
        "FULL_PCPUS,      SPREAD_BY_PCPUS, NONE,            4000, BindPolicyConflict",
        "FULL_PCPUS,      FULL_PCPUS,      NONE,            4000,",
        "NONE,            NONE,            FULL_PCPUS,      24000, CpusTaken"
    })
    void policiesOfNodeAndPod(
            CpuBindPolicy ofNode,
            CpuBindPolicy required,
            CpuBindPolicy preferred,
            long milli,
            @Nullable PinRefusal refusal) {
        NodeCpus node = Machines.node(SMALL, new NodeCpuPolicy(ofNode, NumaTopologyPolicy.NONE, LEAST, Ratio.ONE));
        PinRequest wish = PinRequest.of(Amounts.of(milli, 0));
        boolean asks = required != CpuBindPolicy.NONE || preferred != CpuBindPolicy.NONE;

        PinDecision decision =
                CpuPinning.decide(node, asks ? wish.bound(required, preferred, CpuBindPolicy.FULL_PCPUS) : wish);

        assertThat(decision instanceof Refused refused ? refused.code() : null).isEqualTo(refusal);
    }

    /** {@code Plugin.Reserve}. */
    @Test
    void theNodesPolicyBindsPodsThatDoNotAsk() {
        NodeCpus node = Machines.node(
                SMALL, new NodeCpuPolicy(CpuBindPolicy.SPREAD_BY_PCPUS, NumaTopologyPolicy.NONE, LEAST, Ratio.ONE));

        assertThat(cpus(node, PinRequest.of(Amounts.of(4000, 0)))).isEqualTo("0,2,4,6");
        assertThat(cpus(node, PinRequest.of(Amounts.NONE.with("kubernetes.io/batch-cpu", 4000))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"LEAST, 16-19", "MOST, 4-7"})
    void theNodesStrategyChoosesTheNumaNode(AllocateStrategy strategy, String expected) {
        NodeCpus node = Machines.node(Machines.consecutive(2, 1, 8, 2), Machines.strategy(strategy))
                .with(Machines.pod("other", Machines.cpus("0-3"), CpuExclusivePolicy.NONE));

        assertThat(cpus(node, Machines.prefers(CpuBindPolicy.FULL_PCPUS, 4))).isEqualTo(expected);
    }

    /** {@code takePreferredCPUs}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "     |             | 0,2",
                "     | 0,2         | 0,2",
                "0,2  |             | 1,3",
                "     | 11,13,15,17 | 11,13"
            })
    void cpusToKeepComeFirst(@Nullable String taken, @Nullable String keep, String expected) {
        NodeCpus node = Machines.node(Machines.consecutive(2, 1, 16, 2), Machines.strategy(MOST))
                .with(Machines.pod(
                        "other", taken == null ? CpuSet.EMPTY : Machines.cpus(taken), CpuExclusivePolicy.NONE));
        PinRequest request = Machines.prefers(CpuBindPolicy.SPREAD_BY_PCPUS, 2);

        assertThat(cpus(node, keep == null ? request : request.keeping(Machines.cpus(keep))))
                .isEqualTo(expected);
    }

    private static String cpus(NodeCpus node, PinRequest request) {
        return ((Placed) CpuPinning.decide(node, request)).cpus().toString();
    }

    /** {@code getAvailableNUMANodeResources}: 16 CPUs amplified by 1.5. */
    @Test
    void boundCpusOfANumaNodeCountInFull() {
        NodeCpus node = Machines.numaNode(
                Machines.consecutive(2, 1, 8, 2),
                new NodeCpuPolicy(CpuBindPolicy.NONE, NumaTopologyPolicy.NONE, LEAST, new Ratio(150)),
                32 * GIB);
        NodeCpus bound = node.with(new PodCpus(
                "bound",
                Machines.cpus("0-3"),
                QosClass.LSR,
                CpuExclusivePolicy.NONE,
                List.of(new NumaShare(0, Amounts.of(4000, 0)))));
        NodeCpus both = bound.with(new PodCpus(
                "shares",
                CpuSet.EMPTY,
                QosClass.LS,
                CpuExclusivePolicy.NONE,
                List.of(new NumaShare(0, Amounts.of(4000, 0)))));

        assertThat(node.numa().free(NumaState.CPU, 0)).isEqualTo(24_000);
        assertThat(bound.numa().free(NumaState.CPU, 0)).isEqualTo(18_000);
        assertThat(both.numa().free(NumaState.CPU, 0)).isEqualTo(14_000);
        assertThat(both.numa().free(NumaState.CPU, 1)).isEqualTo(24_000);
        assertThat(both.numa().free(NumaState.MEMORY, 0)).isEqualTo(32 * GIB);
    }

    /** {@code Plugin.Filter} on 32 CPUs that are amplified. */
    @ParameterizedTest
    @CsvSource({
        // ratio, CPUs of the pod, bound, CPUs of a pod that is there, bound, fits
        "200, 0,  false, 4,  false, true",
        "100, 32, false, 32, false, true",
        "200, 32, false, 32, false, true",
        "200, 32, false, 64, false, false",
        "200, 32, false, 32, true,  false",
        "200, 32, true,  32, false, false",
        "200, 32, true,  32, true,  false"
    })
    void amplifiedCpuIsShort(long ratio, int pod, boolean bound, int other, boolean otherBound, boolean fits) {
        NodeCpus node = amplified(ratio, 32L * ratio / 100, 40, other, 0, otherBound);

        assertThat(CpuPinning.decide(node, request(pod, 0, bound)) instanceof Placed)
                .isEqualTo(fits);
    }

    /** Of 32 real CPUs. */
    static NodeCpus amplified(long ratio, long cpus, long gib, int other, long otherGib, boolean otherBound) {
        return Machines.node(
                        Machines.consecutive(2, 1, 8, 2),
                        new NodeCpuPolicy(CpuBindPolicy.NONE, NumaTopologyPolicy.NONE, LEAST, new Ratio(ratio)))
                .with(Machines.pod(
                        "other", otherBound ? CpuSet.firstCpus(other) : CpuSet.EMPTY, CpuExclusivePolicy.NONE))
                .with(new NodeTotals(Amounts.of(cpus * 1000, gib * GIB), Amounts.of(other * 1000L, otherGib * GIB)));
    }

    static PinRequest request(long cpus, long gib, boolean bound) {
        PinRequest request = PinRequest.of(Amounts.of(cpus * 1000, gib * GIB));
        return bound ? request.bound(CpuBindPolicy.NONE, CpuBindPolicy.FULL_PCPUS, CpuBindPolicy.FULL_PCPUS) : request;
    }

    /** {@code Plugin.Filter} with a strategy for NUMA nodes: a pod of 4 CPUs and 40 GiB beside pods of 8 GiB. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SINGLE_NUMA_NODE | MOST  | 4,40      | 1",
                "SINGLE_NUMA_NODE | LEAST | 4,40      | 0",
                "SINGLE_NUMA_NODE | LEAST | 4,52      | 0",
                "RESTRICTED       | MOST  | 24,23,4,8 | 3",
                "RESTRICTED       | LEAST | 24,23,4,8 | 2"
            })
    void theStrategyChoosesAmongNumaNodes(
            NumaTopologyPolicy policy, AllocateStrategy strategy, String cpusThere, int expected) {
        List<Amounts> there = new ArrayList<>();
        for (String cpus : cpusThere.split(",", -1)) {
            there.add(Amounts.of(Long.parseLong(cpus) * 1000, 8 * GIB));
        }

        Placed placed = (Placed) CpuPinning.decide(
                numaNode(policy, strategy, 104, 256, there.size(), there), PinRequest.of(Amounts.of(4000, 40 * GIB)));

        assertThat(placed.shares()).containsExactly(new NumaShare(expected, Amounts.of(4000, 40 * GIB)));
    }

    /** A node of so many equal NUMA nodes, the first of which have these amounts in use. */
    static NodeCpus numaNode(
            NumaTopologyPolicy policy, AllocateStrategy strategy, int cpus, long gib, int numa, List<Amounts> used) {
        NodeCpus node = Machines.numaNode(
                        Machines.consecutive(numa, 1, cpus / numa / 2, 2),
                        new NodeCpuPolicy(CpuBindPolicy.NONE, policy, strategy, Ratio.ONE),
                        gib * GIB / numa)
                .with(new NodeTotals(Amounts.of(cpus * 1000L, gib * GIB), Amounts.NONE));
        for (int number = 0; number < used.size(); number++) {
            node = node.with(new PodCpus(
                    "pod" + number,
                    CpuSet.EMPTY,
                    QosClass.LS,
                    CpuExclusivePolicy.NONE,
                    List.of(new NumaShare(number, used.get(number)))));
        }
        return node;
    }
}
