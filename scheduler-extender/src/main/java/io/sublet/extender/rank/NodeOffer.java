package io.sublet.extender.rank;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.ResourceNames;
import java.util.HashMap;
import java.util.Map;

/**
 * What a node has for pods.
 *
 * @param allocatable as its status has it, amplified where it is; what the scheduler's own filters go by
 * @param beforeAmplification resources that are amplified, as they were before
 * @param reserved what an administrator keeps from pods although it is allocatable
 * @param amplification of CPU
 */
public record NodeOffer(
        ResourceAmounts allocatable, ResourceAmounts beforeAmplification, CpuMemory reserved, Ratio amplification) {
    /** Of a node of which nothing is reserved or amplified. */
    public static NodeOffer of(ResourceAmounts allocatable) {
        return new NodeOffer(allocatable, ResourceAmounts.NONE, CpuMemory.ZERO, Ratio.ONE);
    }

    /** What pods may ask for. */
    public ResourceAmounts forPods() {
        if (reserved.equals(CpuMemory.ZERO)) {
            return allocatable;
        }
        Map<String, Long> left = new HashMap<>(allocatable.values());
        left.computeIfPresent(
                ResourceNames.CPU, (name, amount) -> amount - reserved.cpu().value());
        left.computeIfPresent(
                ResourceNames.MEMORY,
                (name, amount) -> amount - reserved.memory().value());
        return new ResourceAmounts(left);
    }

    /** What load is held against. */
    ResourceAmounts real() {
        return forPods().overriddenBy(beforeAmplification);
    }
}
