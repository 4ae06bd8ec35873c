package io.sublet.e2e.bench.extender;

import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.CpuExclusivePolicy;
import io.sublet.model.cpu.CpuPinning;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.LogicalCpu;
import io.sublet.model.cpu.NodeCpuPolicy;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.cpu.PinRequest;
import io.sublet.model.cpu.PodCpus;
import io.sublet.model.cpu.ReservedCpus;
import io.sublet.model.pod.QosClass;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Choices of CPUs, one after another, on a machine of which pods hold half: two sockets, SMT, an L3 domain for each eight cores.
 * The same seed gives the same choices.
 */
public final class Allocations {
    private static final int CORES_PER_L3 = 8;
    private static final int LARGEST_POD = 16;
    private static final int REQUESTS = 64;

    private final NodeCpus node;
    private final List<PinRequest> requests = new ArrayList<>();
    private int next;

    private Allocations(NodeCpus empty, Random random) {
        NodeCpus half = empty;
        int most = empty.free().size() / 2;
        while (half.taken().size() < most) {
            PinRequest request = request(random);
            if (CpuPinning.decide(half, request) instanceof Placed placed) {
                String uid = "pod-" + half.pods().size();
                half = half.with(
                        new PodCpus(uid, placed.cpus(), QosClass.LSR, CpuExclusivePolicy.NONE, placed.shares()));
            }
        }
        // Pods that went leave holes.
        for (int pod = 0; pod < half.pods().size(); pod += 4) {
            half = half.without("pod-" + pod);
        }
        node = half;
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(request(random));
        }
    }

    /** On a machine with so many logical CPUs, a multiple of 32. */
    public static Allocations on(int cpus, long seed) {
        List<LogicalCpu> online = new ArrayList<>();
        int cores = cpus / 2;
        for (int cpu = 0; cpu < cpus; cpu++) {
            int core = cpu % cores;
            int socket = core / (cores / 2);
            online.add(new LogicalCpu(cpu, core, socket, socket, core / CORES_PER_L3));
        }
        NodeCpus empty = NodeCpus.of(
                CpuTopology.of(online), ReservedCpus.NONE, NodeCpuPolicy.DEFAULT, Collections.emptySortedMap());
        return new Allocations(empty, new Random(seed));
    }

    private static PinRequest request(Random random) {
        CpuBindPolicy policy = random.nextBoolean() ? CpuBindPolicy.FULL_PCPUS : CpuBindPolicy.SPREAD_BY_PCPUS;
        long milli = (1 + random.nextInt(LARGEST_POD)) * 1000L;
        return PinRequest.of(Amounts.of(milli, 0)).bound(CpuBindPolicy.NONE, policy, policy);
    }

    /** Chooses CPUs for the next pod; the number of them, so that the choice cannot be left out. */
    public int next() {
        PinRequest request = requests.get(next++ % REQUESTS);
        return CpuPinning.decide(node, request) instanceof Placed placed
                ? placed.cpus().size()
                : 0;
    }
}
