package io.sublet.model.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.unit.CpuSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The search on bits gives what the peer's rules give on lists, where L3 domains are unknown. */
class CpuAccumulatorProps {
    @Property(seed = "20261127", tries = 3000)
    void choosesAsThePeerDoes(
            @ForAll @IntRange(min = 1, max = 3) int sockets,
            @ForAll @IntRange(min = 1, max = 3) int numaPerSocket,
            @ForAll @IntRange(min = 1, max = 8) int coresPerNuma,
            @ForAll @IntRange(min = 1, max = 2) int threads,
            @ForAll AllocateStrategy strategy,
            @ForAll CpuExclusivePolicy exclusive,
            @ForAll long seed) {
        Random random = new Random(seed);
        CpuTopology topology = random.nextBoolean()
                ? Machines.consecutive(sockets, numaPerSocket, coresPerNuma, threads)
                : withoutL3(Machines.linux(sockets, numaPerSocket, coresPerNuma, threads, 1));
        NodeCpus node = Machines.node(topology, Machines.strategy(strategy))
                .with(Machines.pod("plain", some(topology, random), CpuExclusivePolicy.NONE))
                .with(Machines.pod("alike", some(topology, random), exclusive));
        int free = node.free().size();
        int need = 1 + random.nextInt(topology.cpus().size());
        CpuBindPolicy policy = random.nextBoolean() ? CpuBindPolicy.FULL_PCPUS : CpuBindPolicy.SPREAD_BY_PCPUS;
        PinRequest request = Machines.prefers(policy, need).exclusive(exclusive);

        PinDecision decision = CpuPinning.decide(node, request);

        if (need > free) {
            assertThat(decision).isInstanceOf(PinDecision.Refused.class);
        } else {
            assertThat(((Placed) decision).cpus()).isEqualTo(new ListAccumulator(node, request).take());
        }
    }

    private static CpuTopology withoutL3(CpuTopology topology) {
        return CpuTopology.of(topology.cpus().stream()
                .map(cpu -> new LogicalCpu(cpu.id(), cpu.core(), cpu.socket(), cpu.numa(), LogicalCpu.UNKNOWN))
                .toList());
    }

    /** Up to a third of the CPUs, whole cores or any. */
    private static CpuSet some(CpuTopology topology, Random random) {
        int count = random.nextInt(topology.cpus().size() / 3 + 1);
        boolean cores = random.nextBoolean();
        CpuSet some = CpuSet.EMPTY;
        while (some.size() < count) {
            int cpu =
                    topology.cpus().get(random.nextInt(topology.cpus().size())).id();
            some = some.union(
                    cores ? CpuSet.ofWords(topology.coreDomains()[topology.coreOf(cpu)].cpus) : CpuSet.of(cpu));
        }
        return some;
    }
}
