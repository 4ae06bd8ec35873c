package io.sublet.model.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PinDecision.Refused;
import io.sublet.model.unit.CpuSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input and expected output of Koordinator's accumulator (v1.8), and of a model of its rules on CPUs numbered as Linux does. */
class CpuAccumulatorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,1,4,2 |                | FULL_PCPUS | 2  | 0-1         | 0-1",
                "1,1,4,2 | 0-1            | FULL_PCPUS | 2  | 2-3         | 2-3",
                "2,1,4,2 |                | FULL_PCPUS | 8  | 0-7         | 0-7",
                "2,1,4,2 |                | FULL_PCPUS | 12 | 0-11        | 0-11",
                "2,1,4,2 | 0-1            | FULL_PCPUS | 8  | 8-15        | 8-15",
                "2,2,4,2 | 0-5,16-23      | FULL_PCPUS | 6  | 24-29       | 8-13",
                "2,2,4,2 | 0-5,16-23      | FULL_PCPUS | 12 | 6-15,24-25  | 6-15,24-25",
                "2,2,4,2 | 0-3,8-11       | FULL_PCPUS | 4  | 4-7         | 16-19",
                "2,2,2,2 | 0,2,4,8,12     | FULL_PCPUS | 4  | 10-11,14-15 | 10-11,14-15",
                "2,2,2,2 | 0,2,4,8,10,12  | FULL_PCPUS | 6  | 5-7,13-15   | 1,3,6-7,14-15",
                "2,2,2,2 | 0,2,4,8-10,12  | FULL_PCPUS | 6  | 6-7,11,13-15 |",
                "2,2,4,2 | 0,2,4,8-10,12  | FULL_PCPUS | 6  |             | 16-21",
                "1,1,4,2 |                | SPREAD_BY_PCPUS | 4 | 0,2,4,6  | 0,2,4,6",
                "2,1,4,2 | 0,2            | SPREAD_BY_PCPUS | 4 | 1,3-4,6  | 8,10,12,14",
                "2,1,4,2 | 0-3            | SPREAD_BY_PCPUS | 4 | 8,10,12,14 | 8,10,12,14",
                "2,1,4,2 | 0,2            | SPREAD_BY_PCPUS | 6 | 1,3-7    | 8-12,14"
            })
    void takesByStrategy(
            String shape,
            @Nullable String taken,
            CpuBindPolicy policy,
            int need,
            @Nullable String most,
            @Nullable String least) {
        if (most != null) {
            assertThat(take(shape(shape), taken, need, policy, AllocateStrategy.MOST))
                    .isEqualTo(most);
        }
        if (least != null) {
            assertThat(take(shape(shape), taken, need, policy, AllocateStrategy.LEAST))
                    .isEqualTo(least);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2,1,4,2 | 0,2 | PCPU_LEVEL      | SPREAD_BY_PCPUS | PCPU_LEVEL      | 4  | 8,10,12,14",
                "2,1,4,2 |     | NONE            | SPREAD_BY_PCPUS | PCPU_LEVEL      | 10 | 0-4,6,8,10,12,14",
                "2,1,8,2 | 0,2 | PCPU_LEVEL      | SPREAD_BY_PCPUS | PCPU_LEVEL      | 4  | 4,6,8,10",
                "2,1,8,2 | 0,2 | PCPU_LEVEL      | SPREAD_BY_PCPUS | NONE            | 4  | 1,3-4,6",
                "2,1,4,2 | 0,2 | NUMA_NODE_LEVEL | SPREAD_BY_PCPUS | NUMA_NODE_LEVEL | 4  | 8,10,12,14",
                "2,1,4,2 | 0,2 | NUMA_NODE_LEVEL | SPREAD_BY_PCPUS | NONE            | 4  | 1,3-4,6",
                "2,1,4,2 | 0,2 | NUMA_NODE_LEVEL | FULL_PCPUS      | NUMA_NODE_LEVEL | 4  | 8-11",
                "2,1,4,2 | 0,2 | NUMA_NODE_LEVEL | FULL_PCPUS      | NONE            | 4  | 4-7"
            })
    void keepsApartWhatIsExclusive(
            String shape,
            @Nullable String taken,
            CpuExclusivePolicy held,
            CpuBindPolicy policy,
            CpuExclusivePolicy exclusive,
            int need,
            String expected) {
        NodeCpus node = Machines.node(shape(shape), Machines.strategy(AllocateStrategy.MOST))
                .with(Machines.pod("other", taken == null ? CpuSet.EMPTY : Machines.cpus(taken), held));

        assertThat(placed(node, Machines.prefers(policy, need).exclusive(exclusive))
                        .cpus())
                .hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "           | FULL_PCPUS      | 4  | LEAST | 0-1,8-9",
                "           | FULL_PCPUS      | 3  | LEAST | 0-1,8",
                "0-1,8      | FULL_PCPUS      | 4  | LEAST | 4-5,12-13",
                "0-1,8      | FULL_PCPUS      | 4  | MOST  | 2-3,10-11",
                "           | SPREAD_BY_PCPUS | 6  | LEAST | 0-3,8-9",
                "4-11       | FULL_PCPUS      | 4  | LEAST | 0-3",
                "           | FULL_PCPUS      | 10 | LEAST | 0-4,8-12"
            })
    void takesCpusNumberedAsLinuxDoes(
            @Nullable String taken, CpuBindPolicy policy, int need, AllocateStrategy strategy, String expected) {
        assertThat(take(Machines.linux(2, 1, 4, 2, 4), taken, need, policy, strategy))
                .isEqualTo(expected);
    }

    @Test
    void refusesHalfCoresWhereWholeOnesAreRequired() {
        NodeCpus node = Machines.node(Machines.linux(2, 1, 4, 2, 4))
                .with(Machines.pod("other", Machines.cpus("4-11"), CpuExclusivePolicy.NONE));

        assertThat(CpuPinning.decide(node, Machines.requires(CpuBindPolicy.FULL_PCPUS, 4)))
                .isEqualTo(
                        new Refused(PinRefusal.CoresTaken, "4 CPUs needed by FullPCPUs, 0 can be had of 8 free", true));
    }

    private static CpuTopology shape(String numbers) {
        String[] parts = numbers.split(",", -1);
        return Machines.consecutive(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]));
    }

    private static String take(
            CpuTopology topology, @Nullable String taken, int need, CpuBindPolicy policy, AllocateStrategy strategy) {
        NodeCpus node = Machines.node(topology, Machines.strategy(strategy))
                .with(Machines.pod(
                        "other", taken == null ? CpuSet.EMPTY : Machines.cpus(taken), CpuExclusivePolicy.NONE));
        return placed(node, Machines.prefers(policy, need)).cpus().toString();
    }

    private static Placed placed(NodeCpus node, PinRequest request) {
        return (Placed) CpuPinning.decide(node, request);
    }
}
