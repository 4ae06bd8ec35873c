package io.sublet.model.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The search by size finds what looking at every set of NUMA nodes finds. */
class NumaAlignmentProps {
    private static final long BYTES = 1000;

    private static NodeCpus node(CpuTopology topology, NumaTopologyPolicy policy, Random random) {
        NodeCpus node = Machines.numaNode(topology, Machines.numa(policy), BYTES);
        for (int zone = 0; zone < topology.numaNodes().size(); zone++) {
            CpuSet there = topology.cpusOfNuma(zone);
            long milli = random.nextInt(3) == 0 ? there.size() * 1000L : random.nextInt(there.size() * 1000);
            long bytes = random.nextInt(4) == 0 ? BYTES : random.nextInt((int) BYTES);
            node = node.with(new PodCpus(
                    "pod" + zone,
                    CpuSet.EMPTY,
                    QosClass.LS,
                    CpuExclusivePolicy.NONE,
                    List.of(new NumaShare(zone, Amounts.of(milli, bytes)))));
        }
        return node;
    }

    /** The least size of a set that has enough and nothing of which one member has none; 0 without one. */
    private static int fewest(NodeCpus node, long milli, long bytes) {
        NumaState state = node.numa();
        int fewest = 0;
        for (int set = 1; set < 1 << state.zones(); set++) {
            long cpu = 0;
            long memory = 0;
            boolean lacking = false;
            for (int zone = 0; zone < state.zones(); zone++) {
                if ((set >> zone & 1) != 0) {
                    cpu += state.free(NumaState.CPU, zone);
                    memory += state.free(NumaState.MEMORY, zone);
                    lacking |= state.free(NumaState.CPU, zone) == 0 || state.free(NumaState.MEMORY, zone) == 0;
                }
            }
            int size = Integer.bitCount(set);
            if (!lacking && cpu >= milli && memory >= bytes && (fewest == 0 || size < fewest)) {
                fewest = size;
            }
        }
        return fewest;
    }

    @Property(seed = "20261127")
    void takesTheFewestNumaNodesThatHaveEverything(
            @ForAll @IntRange(min = 1, max = 7) int numaNodes, @ForAll long seed) {
        Random random = new Random(seed);
        CpuTopology topology = Machines.consecutive(1, numaNodes, 2, 2);
        NodeCpus node = node(topology, NumaTopologyPolicy.RESTRICTED, random);
        long milli = 1L + random.nextInt(4000 * numaNodes);
        long bytes = 1L + random.nextInt((int) BYTES * numaNodes);
        int fewest = fewest(node, milli, bytes);

        PinDecision restricted = CpuPinning.decide(node, PinRequest.of(Amounts.of(milli, bytes)));

        if (fewest == 0) {
            assertThat(restricted).isInstanceOf(PinDecision.Refused.class);
        } else {
            // A share of nothing is left out.
            assertThat(((Placed) restricted).shares()).hasSizeBetween(1, fewest);
        }
        NodeCpus single =
                node.onto(Machines.numaNode(topology, Machines.numa(NumaTopologyPolicy.SINGLE_NUMA_NODE), BYTES));
        assertThat(CpuPinning.decide(single, PinRequest.of(Amounts.of(milli, bytes))) instanceof Placed)
                .isEqualTo(fewest == 1);
        NodeCpus best = node.onto(Machines.numaNode(topology, Machines.numa(NumaTopologyPolicy.BEST_EFFORT), BYTES));
        assertThat(((Placed) CpuPinning.decide(best, PinRequest.of(Amounts.of(milli, bytes))))
                        .shares()
                        .isEmpty())
                .isEqualTo(fewest == 0);
    }

    @Property(seed = "20261127")
    void boundPodsTakeTheFewestNumaNodesThatHaveTheCores(
            @ForAll @IntRange(min = 1, max = 7) int numaNodes, @ForAll long seed) {
        Random random = new Random(seed);
        CpuTopology topology = Machines.consecutive(1, numaNodes, 3, 2);
        NodeCpus node = Machines.numaNode(topology, Machines.numa(NumaTopologyPolicy.RESTRICTED), 0);
        List<Integer> freeCpus = new ArrayList<>();
        for (int numa = 0; numa < numaNodes; numa++) {
            int cores = random.nextInt(4);
            int first = numa * 6;
            CpuSet taken = CpuSet.of(IntStream.range(first, first + 2 * cores));
            node = node.with(Machines.pod("pod" + numa, taken, CpuExclusivePolicy.NONE));
            freeCpus.add(6 - 2 * cores);
        }
        int need = 2 * (1 + random.nextInt(3 * numaNodes));
        int fewest = fewestFor(freeCpus, need);

        PinDecision decision = CpuPinning.decide(node, Machines.requires(CpuBindPolicy.FULL_PCPUS, need));

        if (fewest == 0) {
            assertThat(decision).isInstanceOf(PinDecision.Refused.class);
        } else {
            Placed placed = (Placed) decision;
            assertThat(placed.footprint().numaNodes()).isLessThanOrEqualTo(fewest);
            assertThat(placed.footprint().policyKept()).isTrue();
        }
    }

    private static int fewestFor(List<Integer> free, int need) {
        List<Integer> sorted = free.stream().sorted().toList().reversed();
        int sum = 0;
        for (int count = 0; count < sorted.size(); count++) {
            sum += sorted.get(count);
            if (sum >= need) {
                return count + 1;
            }
        }
        return 0;
    }
}
