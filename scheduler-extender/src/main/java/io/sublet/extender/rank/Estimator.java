package io.sublet.extender.rank;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.ResourceNames;
import java.util.Optional;

/**
 * What a pod will use of its node's CPU and memory before any report says so. Read from the resources of its priority
 * class: a batch pod asks for batch-cpu and still burns the CPU of the node.
 *
 * @param cpuFactor share of the larger of request and limit that is used
 * @param memoryFactor the same for memory
 */
public record Estimator(Percent cpuFactor, Percent memoryFactor) {
    public static final Estimator DEFAULT = new Estimator(new Percent(85), new Percent(70));

    /** A pod that asks for nothing uses something. */
    static final MilliCpu CPU_WITHOUT_REQUEST = new MilliCpu(250);

    static final Bytes MEMORY_WITHOUT_REQUEST = Bytes.ofMebibytes(200);

    public CpuMemory estimate(PodShape pod) {
        long cpu = amount(pod, ResourceNames.cpuOf(pod.priority()), cpuFactor, CPU_WITHOUT_REQUEST.value());
        long memory = amount(pod, ResourceNames.memoryOf(pod.priority()), memoryFactor, MEMORY_WITHOUT_REQUEST.value());
        return CpuMemory.of(cpu, memory);
    }

    /** Mid has no default: its resources are promised, so a pod that asks for none gets none; free is promised nothing. */
    private static long amount(PodShape pod, Optional<String> resource, Percent factor, long withoutRequest) {
        if (resource.isEmpty()) {
            return 0;
        }
        long request = pod.resources().requests().of(resource.get());
        long limit = pod.resources().limits().of(resource.get());
        long asked = Math.max(request, limit);
        if (asked == 0) {
            boolean mid = resource.get().equals(ResourceNames.MID_CPU)
                    || resource.get().equals(ResourceNames.MID_MEMORY);
            return mid ? 0 : withoutRequest;
        }
        long estimate = Math.round((double) asked * factor.value() / 100);
        return limit > 0 ? Math.min(estimate, limit) : estimate;
    }
}
