package io.sublet.model.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.model.cpu.NodeCpus.NodeTotals;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PinDecision.Refused;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Ratio;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuPinningTest {
    private static final CpuTopology EIGHT_CORES = Machines.consecutive(1, 1, 8, 2);

    private static NodeCpus node(CpuBindPolicy bind) {
        return Machines.node(
                EIGHT_CORES, new NodeCpuPolicy(bind, NumaTopologyPolicy.NONE, AllocateStrategy.LEAST, Ratio.ONE));
    }

    private static Placed placed(NodeCpus node, PinRequest request) {
        return (Placed) CpuPinning.decide(node, request);
    }

    @Test
    void aPodWithoutWishesIsPlacedWithoutCpus() {
        PinRequest request = PinRequest.of(Amounts.of(1500, 0));

        assertThat(CpuPinning.decide(node(CpuBindPolicy.NONE), request))
                .isEqualTo(new Placed(CpuSet.EMPTY, List.of(), PinDecision.Footprint.NONE));
        assertThat(CpuPinning.decide(Machines.node(CpuTopology.EMPTY), request)).isInstanceOf(Placed.class);
    }

    @ParameterizedTest
    @CsvSource({
        "LSE, PROD, true",
        "LSR, PROD, true",
        "LS,  PROD, false",
        "LSR, MID,  false",
        "LSR, NONE, false",
        "BE,  PROD, false"
    })
    void podsOfTheseClassesAreBound(QosClass qos, PriorityClass priority, boolean bound) {
        assertThat(PinRequest.bindsClass(qos, priority)).isEqualTo(bound);
    }

    @ParameterizedTest
    @CsvSource({
        // required, preferred, what the pod is bound by where the default is SpreadByPCPUs
        "NONE, NONE, SPREAD_BY_PCPUS",
        "NONE, DEFAULT, SPREAD_BY_PCPUS",
        "NONE, FULL_PCPUS, FULL_PCPUS",
        "DEFAULT, FULL_PCPUS, SPREAD_BY_PCPUS",
        "FULL_PCPUS, SPREAD_BY_PCPUS, FULL_PCPUS",
        "NONE, CONSTRAINED_BURST, NONE"
    })
    void theRequiredPolicyIsTheStronger(CpuBindPolicy required, CpuBindPolicy preferred, CpuBindPolicy expected) {
        PinRequest request =
                PinRequest.of(Amounts.of(1000, 0)).bound(required, preferred, CpuBindPolicy.SPREAD_BY_PCPUS);

        assertThat(request.policy()).isEqualTo(expected);
    }

    @Test
    void aDefaultHasToBeResolvedFirst() {
        assertThatThrownBy(() -> new PinRequest(
                        Amounts.NONE,
                        CpuBindPolicy.DEFAULT,
                        CpuBindPolicy.NONE,
                        CpuExclusivePolicy.NONE,
                        NumaTopologyPolicy.NONE,
                        NumaExclusive.NONE,
                        CpuSet.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void boundPodsAskForWholeCpus() {
        PinRequest request = PinRequest.of(Amounts.of(1500, 0))
                .bound(CpuBindPolicy.NONE, CpuBindPolicy.FULL_PCPUS, CpuBindPolicy.FULL_PCPUS);

        assertThat(CpuPinning.decide(node(CpuBindPolicy.NONE), request))
                .isEqualTo(
                        new Refused(PinRefusal.CpusNotWhole, "whole CPUs needed to be bound, 1500m requested", false));
        assertThat(CpuPinning.decide(node(CpuBindPolicy.FULL_PCPUS), PinRequest.of(Amounts.of(500, 0))))
                .isInstanceOf(Refused.class);
        assertThat(CpuPinning.decide(node(CpuBindPolicy.FULL_PCPUS), PinRequest.of(Amounts.NONE)))
                .isInstanceOf(Placed.class);
    }

    @Test
    void theNodesPolicyBindsEveryPodAndIsRequired() {
        NodeCpus node = node(CpuBindPolicy.FULL_PCPUS);

        assertThat(placed(node, PinRequest.of(Amounts.of(4000, 0))).cpus()).hasToString("0-3");
        assertThat(CpuPinning.decide(node, PinRequest.of(Amounts.of(3000, 0))))
                .isEqualTo(new Refused(
                        PinRefusal.CoresNotAligned, "3 CPUs requested, whole cores of 2 threads required", false));
        assertThat(CpuPinning.decide(node, Machines.requires(CpuBindPolicy.SPREAD_BY_PCPUS, 4)))
                .isEqualTo(new Refused(
                        PinRefusal.BindPolicyConflict,
                        "CPU bind policy SpreadByPCPUs required, the node's is FullPCPUs",
                        false));
        assertThat(CpuPinning.decide(node, Machines.prefers(CpuBindPolicy.SPREAD_BY_PCPUS, 4)))
                .isInstanceOf(Placed.class);
        assertThat(CpuPinning.decide(node, Machines.requires(CpuBindPolicy.FULL_PCPUS, 4)))
                .isInstanceOf(Placed.class);
    }

    @Test
    void aNodeWithoutTopologyIsRefusedToPodsThatAreBound() {
        assertThat(CpuPinning.decide(Machines.node(CpuTopology.EMPTY), Machines.prefers(CpuBindPolicy.FULL_PCPUS, 2)))
                .isEqualTo(new Refused(PinRefusal.NoCpuTopology, "the node does not report its CPUs", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0-11 | FULL_PCPUS      | 6  | CpusTaken  | 6 CPUs needed, 2 free of 14                          | true",
                "0-11 | FULL_PCPUS      | 16 | CpusTaken  | 16 CPUs needed, 2 free of 14                         | false",
                "0    | SPREAD_BY_PCPUS | 8  | CoresTaken | 8 CPUs needed by SpreadByPCPUs, 7 can be had of 13 free | false",
                "0-4  | FULL_PCPUS      | 10 | CpusTaken  | 10 CPUs needed, 9 free of 14                         | true",
                "0-4  | FULL_PCPUS      | 9  | CoresNotAligned | 9 CPUs requested, whole cores of 2 threads required | false",
                "0,2  | FULL_PCPUS      | 12 | CoresTaken | 12 CPUs needed by FullPCPUs, 10 can be had of 12 free | true"
            })
    void saysWhatIsMissingAndWhetherItCouldCome(
            String taken, CpuBindPolicy policy, int need, PinRefusal code, String text, boolean resolvable) {
        NodeCpus node = NodeCpus.of(
                        EIGHT_CORES,
                        new ReservedCpus(CpuSet.EMPTY, Machines.cpus("14-15"), CpuSet.EMPTY, CpuSet.EMPTY),
                        NodeCpuPolicy.DEFAULT,
                        new TreeMap<>())
                .with(Machines.pod("other", Machines.cpus(taken), CpuExclusivePolicy.NONE));

        assertThat(CpuPinning.decide(node, Machines.requires(policy, need)))
                .isEqualTo(new Refused(code, text, resolvable));
    }

    @Test
    void takesCpusToKeepFirst() {
        NodeCpus node =
                node(CpuBindPolicy.NONE).with(Machines.pod("other", Machines.cpus("8"), CpuExclusivePolicy.NONE));
        PinRequest request = Machines.prefers(CpuBindPolicy.FULL_PCPUS, 4);

        assertThat(placed(node, request.keeping(Machines.cpus("10-11"))).cpus()).hasToString("0-1,10-11");
        assertThat(placed(node, request.keeping(Machines.cpus("8,10-15"))).cpus())
                .hasToString("10-13");
        assertThat(placed(node, request.keeping(Machines.cpus("100"))).cpus()).hasToString("0-3");
    }

    @Test
    void wholeCoresOfDifferentSizesAddUpExactly() {
        // P cores 0-5 with two threads, E cores 12-19
        CpuTopology hybrid = Machines.captured("intel-i7-1370p-hybrid");
        NodeCpus node = Machines.node(hybrid);

        for (int need = 1; need <= 20; need++) {
            Placed placed = placed(node, Machines.requires(CpuBindPolicy.FULL_PCPUS, need));
            assertThat(placed.cpus().size()).isEqualTo(need);
            assertThat(placed.footprint().policyKept()).isTrue();
        }
        NodeCpus onlyTwins = node.with(Machines.pod("e", Machines.cpus("12-19"), CpuExclusivePolicy.NONE));
        assertThat(CpuPinning.decide(onlyTwins, Machines.requires(CpuBindPolicy.FULL_PCPUS, 5)))
                .isEqualTo(new Refused(
                        PinRefusal.CoresTaken, "5 CPUs needed by FullPCPUs, 4 can be had of 12 free", true));
        Placed preferred = placed(onlyTwins, Machines.prefers(CpuBindPolicy.FULL_PCPUS, 5));
        assertThat(preferred.cpus().size()).isEqualTo(5);
        assertThat(preferred.footprint().policyKept()).isFalse();
        assertThat(preferred.footprint().text())
                .isEqualTo("3 cores in 1 L3 domains of 1 NUMA nodes, preferred bind policy not kept");
    }

    @ParameterizedTest
    @CsvSource({
        // CPUs of the pod, bound, fits: 48 offered of 32 real CPUs, 20 requested of which 10 are bound
        "15000, true,  true",
        "16000, true,  false",
        "16000, false, true",
        "23000, false, true",
        "23001, false, false"
    })
    void boundCpusCountInFullWhereCpuIsAmplified(long milli, boolean bound, boolean fits) {
        NodeCpus node = Machines.node(
                        Machines.consecutive(2, 1, 8, 2),
                        new NodeCpuPolicy(
                                CpuBindPolicy.NONE, NumaTopologyPolicy.NONE, AllocateStrategy.LEAST, new Ratio(150)))
                .with(Machines.pod("bound", CpuSet.firstCpus(10), CpuExclusivePolicy.NONE))
                .with(new NodeTotals(Amounts.of(48_000, 0), Amounts.of(20_000, 0)));
        PinRequest request = PinRequest.of(Amounts.of(milli, 0));

        PinDecision decision = CpuPinning.decide(
                node,
                bound
                        ? request.bound(CpuBindPolicy.NONE, CpuBindPolicy.FULL_PCPUS, CpuBindPolicy.FULL_PCPUS)
                        : request);

        assertThat(decision instanceof Placed).isEqualTo(fits);
        if (decision instanceof Refused refused) {
            assertThat(refused.code()).isEqualTo(PinRefusal.AmplifiedCpuShort);
        }
    }

    @Test
    void saysWhatAmplificationLeaves() {
        NodeCpus node = Machines.node(
                        Machines.consecutive(2, 1, 8, 2),
                        new NodeCpuPolicy(
                                CpuBindPolicy.NONE, NumaTopologyPolicy.NONE, AllocateStrategy.LEAST, new Ratio(150)))
                .with(Machines.pod("bound", CpuSet.firstCpus(10), CpuExclusivePolicy.NONE))
                .with(new NodeTotals(Amounts.of(48_000, 0), Amounts.of(20_000, 0)));

        assertThat(CpuPinning.decide(node, Machines.prefers(CpuBindPolicy.FULL_PCPUS, 16)))
                .isEqualTo(new Refused(
                        PinRefusal.AmplifiedCpuShort,
                        "amplified CPU 24000m needed, 23000m left with bound CPUs counted in full",
                        true));
    }

    @Test
    void numaNodesAreAmplifiedAndSharesAreNot() {
        CpuTopology topology = Machines.consecutive(1, 2, 4, 2);
        NodeCpus node = Machines.numaNode(
                topology,
                new NodeCpuPolicy(
                        CpuBindPolicy.NONE,
                        NumaTopologyPolicy.SINGLE_NUMA_NODE,
                        AllocateStrategy.LEAST,
                        new Ratio(150)),
                0);
        PinRequest bound = Machines.prefers(CpuBindPolicy.FULL_PCPUS, 6);

        Placed placed = placed(node, bound);
        NodeCpus after = Machines.with(node, "bound", bound, placed);

        assertThat(placed.shares()).containsExactly(new NumaShare(0, Amounts.of(6000, 0)));
        // 12 offered on each; 9 of them are gone on NUMA node 0
        assertThat(placed(after, PinRequest.of(Amounts.of(11_000, 0))).shares())
                .containsExactly(new NumaShare(1, Amounts.of(11_000, 0)));
        NodeCpus full = Machines.with(
                after,
                "shares",
                PinRequest.of(Amounts.of(11_000, 0)),
                placed(after, PinRequest.of(Amounts.of(11_000, 0))));
        assertThat(CpuPinning.decide(full, PinRequest.of(Amounts.of(3000, 0)))).isInstanceOf(Placed.class);
        assertThat(CpuPinning.decide(full, PinRequest.of(Amounts.of(3001, 0)))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        // least or most, CPU and memory of node and pod in percent; score
        "LEAST, 0,  0,  25, 75, 50",
        "LEAST, 50, 10, 25, 40, 37",
        "MOST,  50, 10, 25, 40, 62",
        "MOST,  0,  0,  0,  0,  0",
        "LEAST, 0,  0,  0,  0,  100",
        "LEAST, 90, 0,  25, 0,  50"
    })
    void scoresByRequests(
            AllocateStrategy strategy, long cpu, long memory, long podCpu, long podMemory, long expected) {
        NodeCpus node = node(CpuBindPolicy.NONE)
                .with(new NodeTotals(Amounts.of(16_000, 1000), Amounts.of(160 * cpu, 10 * memory)));
        PinRequest request = PinRequest.of(Amounts.of(160 * podCpu, 10 * podMemory));
        PinScoring scoring = new PinScoring(strategy, strategy, 1, 1);

        assertThat(CpuPinning.score(node, request, CpuPinning.decide(node, request), scoring))
                .isEqualTo(expected);
    }

    @Test
    void scoresTheNumaNodesThatThePodWouldBeOn() {
        CpuTopology topology = Machines.consecutive(1, 2, 4, 2);
        NodeCpus node = Machines.numaNode(topology, Machines.numa(NumaTopologyPolicy.SINGLE_NUMA_NODE), 1000);
        PinRequest request = PinRequest.of(Amounts.of(4000, 250));
        PinDecision decision = CpuPinning.decide(node, request);

        assertThat(CpuPinning.score(node, request, decision, PinScoring.DEFAULT))
                .isEqualTo(62);
        assertThat(CpuPinning.score(
                        node, request, decision, new PinScoring(AllocateStrategy.LEAST, AllocateStrategy.MOST, 2, 1)))
                .isEqualTo(41);
        assertThat(CpuPinning.score(
                        node, request, decision, new PinScoring(AllocateStrategy.LEAST, AllocateStrategy.MOST, 0, 0)))
                .isZero();
    }

    @Test
    void aNodeThatRefusesScoresZero() {
        NodeCpus node = node(CpuBindPolicy.NONE);
        PinRequest request = Machines.requires(CpuBindPolicy.FULL_PCPUS, 3);

        assertThat(CpuPinning.score(node, request, CpuPinning.decide(node, request), PinScoring.DEFAULT))
                .isZero();
        assertThatThrownBy(() -> new PinScoring(AllocateStrategy.LEAST, AllocateStrategy.LEAST, -1, 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
