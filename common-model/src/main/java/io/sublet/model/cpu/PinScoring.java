package io.sublet.model.cpu;

import io.sublet.model.cpu.PinDecision.Placed;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;

/**
 * How well a node suits a pod that it takes: by what is asked of it, or of the NUMA nodes that the pod would be on.
 *
 * @param node for pods that are placed regardless of NUMA nodes
 * @param numa for the others
 * @param cpuWeight 0 or more, of CPU in the mean
 * @param memoryWeight 0 or more, of memory in the mean
 */
public record PinScoring(AllocateStrategy node, AllocateStrategy numa, long cpuWeight, long memoryWeight) {
    public static final PinScoring DEFAULT = new PinScoring(AllocateStrategy.LEAST, AllocateStrategy.LEAST, 1, 1);

    public PinScoring {
        if (cpuWeight < 0 || memoryWeight < 0) {
            throw new IllegalArgumentException("weights must be 0 or more, were " + cpuWeight + " and " + memoryWeight);
        }
    }

    /** One resource's score, 0..100 rounded down; 0 where the node has none of it or too little. */
    static long score(AllocateStrategy strategy, long offered, long used) {
        if (offered <= 0 || used > offered || used < 0) {
            return 0;
        }
        long counted = strategy == AllocateStrategy.MOST ? used : offered - used;
        return Math.multiplyExact(counted, 100L) / offered;
    }

    /** A pod's score on a node that takes it, 0..100. */
    long of(NodeCpus node, PinRequest request, Placed placed) {
        return placed.shares().isEmpty() ? onNode(node, request, placed) : onNumaNodes(node, request, placed);
    }

    private long onNode(NodeCpus on, PinRequest request, Placed placed) {
        Amounts allocatable = on.totals().allocatable();
        Amounts requested = on.totals().requested();
        long cpu = score(
                node,
                allocatable.cpu().value(),
                CpuPinning.boundInFull(on, requested.cpu())
                        .plus(cpuOf(on, request, placed))
                        .value());
        long memory = score(
                node,
                allocatable.memory().value(),
                requested.memory().plus(request.requests().memory()).value());
        return mean(cpu, memory);
    }

    private long onNumaNodes(NodeCpus on, PinRequest request, Placed placed) {
        NumaState state = on.numa();
        long[] offered = new long[2];
        long[] used = {
            cpuOf(on, request, placed).value(), request.requests().memory().value()
        };
        for (NumaShare share : placed.shares()) {
            int zone = state.zoneOf(share.node());
            for (int resource = 0; zone >= 0 && resource < offered.length; resource++) {
                offered[resource] += state.offered(resource, zone);
                used[resource] += state.used(resource, zone);
            }
        }
        return mean(
                score(numa, offered[NumaState.CPU], used[NumaState.CPU]),
                score(numa, offered[NumaState.MEMORY], used[NumaState.MEMORY]));
    }

    /** What the pod's CPU counts for on the node: bound CPUs in full. */
    private static MilliCpu cpuOf(NodeCpus on, PinRequest request, Placed placed) {
        Ratio ratio = on.policy().amplification();
        return placed.cpus().isEmpty()
                ? request.requests().cpu()
                : MilliCpu.ofCpus(placed.cpus().size()).amplifiedBy(ratio);
    }

    private long mean(long cpu, long memory) {
        long weights = cpuWeight + memoryWeight;
        return weights == 0 ? 0 : (cpu * cpuWeight + memory * memoryWeight) / weights;
    }
}
