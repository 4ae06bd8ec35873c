package io.sublet.model.cpu;

import static io.sublet.model.cpu.AllocateStrategy.LEAST;
import static io.sublet.model.cpu.AllocateStrategy.MOST;
import static io.sublet.model.cpu.KoordinatorAllocationTest.amplified;
import static io.sublet.model.cpu.KoordinatorAllocationTest.numaNode;
import static io.sublet.model.cpu.KoordinatorAllocationTest.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.NodeCpus.NodeTotals;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Ratio;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input and expected output of Koordinator's tests (v1.8) of how its plugin NodeNUMAResource scores. */
class KoordinatorScoreTest {
    private static final long GIB = 1L << 30;

    /** {@code Plugin.Score}: a pod of 8 CPUs and 16 GiB beside one of so many CPUs and 4 GiB. */
    @ParameterizedTest
    @CsvSource({
        // strategy, offered CPUs and GiB, ratio, pod is bound, CPUs and GiB of a pod that is there, bound, score
        "MOST,  32,  40, 100, false, 0,  0, false, 32",
        "MOST,  128, 60, 200, false, 0,  0, false, 16",
        "MOST,  64,  40, 200, false, 0,  0, false, 26",
        "MOST,  32,  40, 100, true,  0,  0, false, 32",
        "MOST,  128, 60, 200, true,  0,  0, false, 19",
        "MOST,  64,  40, 200, true,  0,  0, false, 32",
        "MOST,  32,  40, 100, false, 20, 4, true,  68",
        "MOST,  128, 60, 200, false, 20, 4, true,  35",
        "MOST,  32,  40, 100, true,  20, 4, false, 68",
        "MOST,  128, 60, 200, true,  20, 4, false, 30",
        "MOST,  32,  40, 100, true,  20, 4, true,  68",
        "MOST,  128, 60, 200, true,  20, 4, true,  38",
        "LEAST, 32,  40, 100, false, 20, 4, false, 31",
        "LEAST, 128, 60, 200, false, 20, 4, false, 72",
        "LEAST, 32,  40, 100, false, 20, 4, true,  31",
        "LEAST, 128, 60, 200, false, 20, 4, true,  64",
        "LEAST, 32,  40, 100, true,  20, 4, false, 31",
        "LEAST, 128, 60, 200, true,  20, 4, false, 68",
        "LEAST, 32,  40, 100, true,  20, 4, true,  31",
        "LEAST, 128, 60, 200, true,  20, 4, true,  61"
    })
    void scoresAmplifiedNodes(
            AllocateStrategy strategy,
            long cpus,
            long gib,
            long ratio,
            boolean bound,
            int other,
            long otherGib,
            boolean otherBound,
            long expected) {
        NodeCpus node = amplified(ratio, cpus, gib, other, otherGib, otherBound);
        PinRequest request = request(8, 16, bound);

        assertThat(CpuPinning.score(
                        node, request, CpuPinning.decide(node, request), new PinScoring(strategy, strategy, 1, 1)))
                .isEqualTo(expected);
    }

    /** {@code Plugin.Score} by CPU alone, {@code MostAllocated}. */
    @ParameterizedTest
    @CsvSource({
        "1, NONE,       FULL_PCPUS,      4,  25",
        "1, NONE,       FULL_PCPUS,      8,  50",
        "1, NONE,       SPREAD_BY_PCPUS, 4,  25",
        "1, NONE,       FULL_PCPUS,      16, 100",
        "2, NONE,       FULL_PCPUS,      16, 50",
        "1, NONE,       SPREAD_BY_PCPUS, 2,  12",
        "1, FULL_PCPUS, SPREAD_BY_PCPUS, 8,  50"
    })
    void scoresByCpuAlone(int numaPerSocket, CpuBindPolicy ofNode, CpuBindPolicy preferred, int need, long expected) {
        CpuTopology topology = Machines.consecutive(2, numaPerSocket, 4, 2);
        NodeCpus node = Machines.node(topology, new NodeCpuPolicy(ofNode, NumaTopologyPolicy.NONE, LEAST, Ratio.ONE))
                .with(new NodeTotals(Amounts.of(topology.cpus().size() * 1000L, 512 * GIB), Amounts.NONE));
        PinRequest request = Machines.prefers(preferred, need);

        assertThat(CpuPinning.score(node, request, CpuPinning.decide(node, request), new PinScoring(MOST, MOST, 1, 0)))
                .isEqualTo(expected);
    }

    /** {@code Plugin.Score} of the NUMA node that is chosen, {@code MostAllocated}; what is there is on NUMA node 0. */
    @ParameterizedTest
    @CsvSource({
        // policy, CPUs and GiB of the node, NUMA nodes, CPUs of the pod (and 40 GiB), CPUs and GiB there, score
        "SINGLE_NUMA_NODE, 104, 256, 2, 21, 0,  0,  35",
        "SINGLE_NUMA_NODE, 64,  128, 1, 21, 0,  0,  31",
        "RESTRICTED,       104, 256, 2, 50, 0,  0,  63",
        "RESTRICTED,       64,  128, 1, 50, 0,  0,  54",
        "SINGLE_NUMA_NODE, 104, 256, 2, 4,  4,  8,  19",
        "SINGLE_NUMA_NODE, 104, 256, 2, 4,  8,  32, 19",
        "SINGLE_NUMA_NODE, 104, 256, 2, 4,  32, 40, 19"
    })
    void scoresTheNumaNode(
            NumaTopologyPolicy policy, int cpus, long gib, int numa, long pod, long there, long thereGib, long score) {
        NodeCpus node = numaNode(policy, LEAST, cpus, gib, numa, List.of(Amounts.of(there * 1000, thereGib * GIB)));
        PinRequest request = PinRequest.of(Amounts.of(pod * 1000, 40 * GIB));

        assertThat(CpuPinning.score(node, request, CpuPinning.decide(node, request), new PinScoring(MOST, MOST, 1, 1)))
                .isEqualTo(score);
    }

    /** Where the peer counts the CPUs that are bound on NUMA node 0 for a pod on NUMA node 1, and scores 23, 27 and 34. */
    @ParameterizedTest
    @CsvSource({"4, 8, 19", "8, 32, 19", "16, 40, 19"})
    void whatIsBoundOnOtherNumaNodesDoesNotCount(int there, long thereGib, long score) {
        Amounts used = Amounts.of(there * 1000L, thereGib * GIB);
        NodeCpus node = numaNode(NumaTopologyPolicy.SINGLE_NUMA_NODE, LEAST, 104, 256, 2, List.of(used))
                .with(new PodCpus(
                        "123",
                        CpuSet.firstCpus(there),
                        QosClass.LSR,
                        CpuExclusivePolicy.NONE,
                        List.of(new NumaShare(0, used))));
        PinRequest request = request(4, 40, true);

        assertThat(CpuPinning.score(node, request, CpuPinning.decide(node, request), new PinScoring(MOST, MOST, 1, 1)))
                .isEqualTo(score);
    }
}
