package io.sublet.model.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.model.cpu.CpuConflict.Kind;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Ratio;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class NodeCpusTest {
    private static final ReservedCpus RESERVED =
            new ReservedCpus(Machines.cpus("0"), Machines.cpus("1"), Machines.cpus("2"), Machines.cpus("3"));
    private static final NodeCpus NODE =
            NodeCpus.of(Machines.consecutive(2, 1, 4, 2), RESERVED, NodeCpuPolicy.DEFAULT, new TreeMap<>());

    private static PodCpus pod(String uid, String cpus, QosClass qos) {
        return new PodCpus(uid, Machines.cpus(cpus), qos, CpuExclusivePolicy.NONE, List.of());
    }

    @Test
    void freeIsWhatIsNeitherReservedNorTaken() {
        NodeCpus node = NODE.with(pod("a", "4-5", QosClass.LSR));

        assertThat(node.allocatable()).hasToString("4-15");
        assertThat(node.free()).hasToString("6-15");
        assertThat(node.taken()).hasToString("4-5");
        assertThat(node.conflicts()).isEmpty();
        assertThat(node.with(pod("a", "8", QosClass.LSR)).free()).hasToString("4-7,9-15");
        assertThat(node.without("b")).isSameAs(node);
    }

    @Test
    void aClaimOnWhatIsNotFreeIsAConflictAndNobodyElsesGain() {
        NodeCpus node = NODE.with(pod("b", "8-9", QosClass.LSR)).with(pod("a", "2,9-10,40", QosClass.LSR));

        assertThat(node.conflicts())
                .containsExactly(
                        new CpuConflict("a", Kind.OFFLINE, Machines.cpus("40")),
                        new CpuConflict("a", Kind.SHARED, Machines.cpus("9")),
                        new CpuConflict("a", Kind.RESERVED, Machines.cpus("2")),
                        new CpuConflict("b", Kind.SHARED, Machines.cpus("9")));
        assertThat(node.conflicts().getFirst().text()).isEqualTo("CPUs 40 are not online");
        assertThat(node.free()).hasToString("4-7,11-15");
        assertThat(node.without("b").free()).hasToString("4-8,11-15");
        assertThat(node.without("a").free()).hasToString("4-7,10-15");
        assertThat(node.without("a").without("b")).isEqualTo(NODE);
    }

    @Test
    void aTopologyThatChangesKeepsTheClaims() {
        NodeCpus node = NODE.with(pod("a", "4-5", QosClass.LSR));
        NodeCpus smaller = NodeCpus.of(
                Machines.consecutive(1, 1, 2, 2), ReservedCpus.NONE, NodeCpuPolicy.DEFAULT, new TreeMap<>());

        NodeCpus changed = node.onto(smaller);

        assertThat(changed.free()).hasToString("0-3");
        assertThat(changed.conflicts()).containsExactly(new CpuConflict("a", Kind.OFFLINE, Machines.cpus("4-5")));
        assertThat(changed.onto(NODE)).isEqualTo(node).hasSameHashCodeAs(node);
    }

    @Test
    void poolsAreWhatIsNotBound() {
        NodeCpus node = NODE.with(pod("exclusive", "4-7", QosClass.LSE)).with(pod("reserved", "8-9", QosClass.LSR));

        assertThat(node.sharePools())
                .containsExactly(new SharePool(0, 0, Machines.cpus("1")), new SharePool(1, 1, Machines.cpus("10-15")));
        assertThat(node.bestEffortSharePools())
                .containsExactly(new SharePool(0, 0, Machines.cpus("1")), new SharePool(1, 1, Machines.cpus("8-15")));
        assertThat(node.with(pod("all", "0-15", QosClass.LSE)).sharePools())
                .containsExactly(new SharePool(0, 0, CpuSet.EMPTY), new SharePool(1, 1, CpuSet.EMPTY));
    }

    @Test
    void cpusOfNoNumaNodeAreInAPoolToo() {
        NodeCpus node = Machines.node(Machines.captured("intel-2xe5-partly-offline"));

        assertThat(node.sharePools())
                .containsExactly(
                        new SharePool(0, 0, Machines.cpus("4,6,8,10,12,14,16,18,20")),
                        new SharePool(1, 1, Machines.cpus("5,7,9,11,13,15,17,19")));
    }

    @Test
    void podsAreFoundByUid() {
        PodCpus a = pod("a", "4", QosClass.LSR);
        NodeCpus node = NODE.with(pod("c", "5", QosClass.LSR)).with(a).with(pod("b", "6", QosClass.LSR));

        assertThat(node.pod("a")).contains(a);
        assertThat(node.pod("d")).isEmpty();
        assertThat(node.pods()).extracting(PodCpus::uid).containsExactly("a", "b", "c");
    }

    @Test
    void aRatioBelowOneIsOff() {
        NodeCpuPolicy policy =
                new NodeCpuPolicy(CpuBindPolicy.NONE, NumaTopologyPolicy.NONE, AllocateStrategy.LEAST, new Ratio(50));

        assertThat(policy.amplification()).isEqualTo(Ratio.ONE);
        assertThatThrownBy(() -> new NodeCpuPolicy(
                        CpuBindPolicy.CONSTRAINED_BURST, NumaTopologyPolicy.NONE, AllocateStrategy.LEAST, Ratio.ONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void policiesHaveTheNamesOfTheProtocol() {
        assertThat(CpuBindPolicy.parse("FullPCPUs")).contains(CpuBindPolicy.FULL_PCPUS);
        assertThat(CpuBindPolicy.parse("full")).isEmpty();
        assertThat(CpuExclusivePolicy.parse("L3Level")).contains(CpuExclusivePolicy.L3_LEVEL);
        assertThat(CpuExclusivePolicy.parse("")).isEmpty();
        assertThat(AllocateStrategy.parse("DistributeEvenly")).contains(AllocateStrategy.LEAST);
        assertThat(AllocateStrategy.parse("MostAllocated")).contains(AllocateStrategy.MOST);
        assertThat(AllocateStrategy.parse("most")).isEmpty();
        assertThat(AllocateStrategy.MOST.wireName()).isEqualTo("MostAllocated");
        assertThat(NumaTopologyPolicy.ofKubelet("SingleNUMANodePodLevel"))
                .isEqualTo(NumaTopologyPolicy.SINGLE_NUMA_NODE);
        assertThat(NumaTopologyPolicy.ofKubelet("Restricted")).isEqualTo(NumaTopologyPolicy.RESTRICTED);
        assertThat(NumaTopologyPolicy.ofKubelet("BestEffortPodLevel")).isEqualTo(NumaTopologyPolicy.BEST_EFFORT);
        assertThat(NumaTopologyPolicy.ofKubelet("None")).isEqualTo(NumaTopologyPolicy.NONE);
    }

    @Test
    void everyRefusalHasItsSentence() {
        for (PinRefusal refusal : PinRefusal.values()) {
            assertThat(refusal.sentence()).isNotBlank();
        }
    }

    @Test
    void aClaimIsTakenAlsoFromWhomItIsGivenLater() {
        NodeCpus node = NODE.with(pod("a", "4-15", QosClass.LSR));

        assertThat(CpuPinning.decide(node, Machines.prefers(CpuBindPolicy.FULL_PCPUS, 1)))
                .isInstanceOf(PinDecision.Refused.class);
        assertThat(((Placed) CpuPinning.decide(node.without("a"), Machines.prefers(CpuBindPolicy.FULL_PCPUS, 1)))
                        .cpus())
                .hasToString("8");
    }
}
