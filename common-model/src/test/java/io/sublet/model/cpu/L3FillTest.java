package io.sublet.model.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.unit.CpuSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class L3FillTest {
    /** One socket, two NUMA nodes, each with two L3 domains of 4 cores and 8 CPUs: 0-3 and 16-19, 4-7 and 20-23, and so on. */
    private static final CpuTopology SMT = Machines.linux(1, 2, 8, 2, 4);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // one L3 domain where one has enough: the emptiest, or the fullest that holds it
                "             | FULL_PCPUS      | 4  | LEAST | 0-1,16-17",
                "0-1,16-17    | FULL_PCPUS      | 4  | LEAST | 8-9,24-25",
                "0-1,16-17    | FULL_PCPUS      | 4  | MOST  | 2-3,18-19",
                "0,16,4,20    | FULL_PCPUS      | 8  | MOST  | 8-11,24-27",
                // else the emptiest whole, and the rest from the fullest that holds it
                "             | FULL_PCPUS      | 12 | LEAST | 0-5,16-21",
                "0-1,16-17    | FULL_PCPUS      | 12 | MOST  | 2-7,18-23",
                "0,16         | FULL_PCPUS      | 10 | MOST  | 1,4-7,17,20-23",
                // the NUMA node in which they are fewest comes before the one of the strategy
                "0,8,12       | FULL_PCPUS      | 6  | LEAST | 4-6,20-22",
                // one thread of each core is a wish of the pod, few L3 domains are not
                "             | SPREAD_BY_PCPUS | 4  | LEAST | 0-3",
                "0            | SPREAD_BY_PCPUS | 4  | LEAST | 8-11",
                "             | SPREAD_BY_PCPUS | 6  | LEAST | 0-5",
                "0-15         | SPREAD_BY_PCPUS | 4  | MOST  | 16-19",
                "0-3          | SPREAD_BY_PCPUS | 6  | MOST  | 4-5,16-19",
                "             | SPREAD_BY_PCPUS | 10 | LEAST | 0-7,16-17",
                // over NUMA nodes
                "             | FULL_PCPUS      | 20 | LEAST | 0-9,16-25",
                "0-3,16-19    | FULL_PCPUS      | 20 | LEAST | 4-5,8-15,20-21,24-31",
                // half cores only
                "0-15         | FULL_PCPUS      | 4  | LEAST | 16-19",
                "0-15,16      | FULL_PCPUS      | 4  | MOST  | 20-23"
            })
    void takesFromFewL3Domains(
            @Nullable String taken, CpuBindPolicy policy, int need, AllocateStrategy strategy, String expected) {
        assertThat(placed(SMT, taken, policy, need, strategy).cpus()).hasToString(expected);
    }

    @Test
    void keepsPodsInTheirL3DomainsOnTheRealMachine() {
        CpuTopology zen1 = Machines.captured("zen1-2xepyc7451");
        NodeCpus node = Machines.node(zen1);
        for (int pod = 0; pod < 16; pod++) {
            PinRequest request = Machines.prefers(CpuBindPolicy.FULL_PCPUS, 6);
            Placed placed = (Placed) CpuPinning.decide(node, request);
            assertThat(placed.footprint().l3Domains()).isEqualTo(1);
            assertThat(placed.footprint().policyKept()).isTrue();
            node = Machines.with(node, "pod" + pod, request, placed);
        }
        assertThat(node.free()).isEqualTo(CpuSet.EMPTY);
    }

    /** Four sockets, each with two L3 domains of 8 CPUs, each of these with two NUMA nodes: 0-3 and 4-7, 8-11 and 12-15, and so on. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "      | FULL_PCPUS      | 6  | LEAST | 0-5",
                "0-1   | FULL_PCPUS      | 6  | LEAST | 8-13",
                "0-1   | FULL_PCPUS      | 6  | MOST  | 2-7",
                "0-3   | FULL_PCPUS      | 12 | MOST  | 4-15",
                "2-5   | FULL_PCPUS      | 10 | MOST  | 0-1,8-15",
                "      | SPREAD_BY_PCPUS | 4  | LEAST | 0-3",
                "      | SPREAD_BY_PCPUS | 6  | LEAST | 0-4,6"
            })
    void keepsPodsInL3DomainsThatSpanNumaNodes(
            @Nullable String taken, CpuBindPolicy policy, int need, AllocateStrategy strategy, String expected) {
        assertThat(placed(Machines.captured("qemu-16numa"), taken, policy, need, strategy)
                        .cpus())
                .isEqualTo(Machines.cpus(expected));
    }

    @Test
    void spreadsNoisyNeighboursOverL3Domains() {
        CpuTopology zen3 = Machines.captured("zen3-2xepyc7763");
        NodeCpus node = Machines.node(zen3);
        CpuSet all = CpuSet.EMPTY;
        for (int pod = 0; pod < 16; pod++) {
            PinRequest request = Machines.prefers(CpuBindPolicy.FULL_PCPUS, 2);
            Placed placed = (Placed) CpuPinning.decide(node, request);
            all = all.union(placed.cpus());
            node = Machines.with(node, "pod" + pod, request, placed);
        }
        assertThat(zen3.l3DomainsOf(all)).isEqualTo(16);
    }

    @Test
    void podsThatWantAnL3DomainForThemselvesGetOneWhileThereAre() {
        NodeCpus node = Machines.node(SMT, Machines.strategy(AllocateStrategy.MOST));
        PinRequest request = Machines.prefers(CpuBindPolicy.FULL_PCPUS, 2).exclusive(CpuExclusivePolicy.L3_LEVEL);
        for (int pod = 0; pod < 4; pod++) {
            Placed placed = (Placed) CpuPinning.decide(node, request);
            assertThat(placed.footprint().exclusiveKept()).isTrue();
            node = Machines.with(node, "pod" + pod, request, placed);
        }

        assertThat(SMT.l3DomainsOf(node.taken())).isEqualTo(4);
        Placed fifth = (Placed) CpuPinning.decide(node, request);
        assertThat(fifth.footprint().exclusiveKept()).isFalse();
        assertThat(fifth.footprint().text())
                .isEqualTo("1 cores in 1 L3 domains of 1 NUMA nodes, preferred exclusiveness not kept");
    }

    private static Placed placed(
            CpuTopology topology, @Nullable String taken, CpuBindPolicy policy, int need, AllocateStrategy strategy) {
        NodeCpus node = Machines.node(topology, Machines.strategy(strategy))
                .with(Machines.pod(
                        "other", taken == null ? CpuSet.EMPTY : Machines.cpus(taken), CpuExclusivePolicy.NONE));
        return (Placed) CpuPinning.decide(node, Machines.prefers(policy, need));
    }
}
