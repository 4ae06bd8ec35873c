package io.sublet.e2e.scenario;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import java.util.Map;
import java.util.Optional;

/** What a Node has, and what of it it offers to batch pods. */
public final class BatchOffer {
    private BatchOffer() {}

    /** Allocatable batch CPU and memory; empty while the node does not offer both. */
    public static Optional<CpuMemory> of(Node node) {
        Map<String, Quantity> allocatable = node.getStatus().getAllocatable();
        Quantity cpu = allocatable.get(ResourceNames.BATCH_CPU);
        Quantity memory = allocatable.get(ResourceNames.BATCH_MEMORY);
        if (cpu == null || memory == null) {
            return Optional.empty();
        }
        return Optional.of(
                CpuMemory.of(Quantities.parseCount(cpu.toString()), Quantities.parseCount(memory.toString())));
    }

    /** The whole node; empty while the kubelet has not reported it. */
    public static Optional<CpuMemory> capacity(Node node) {
        Map<String, Quantity> capacity = node.getStatus().getCapacity();
        Quantity cpu = capacity.get(ResourceNames.CPU);
        Quantity memory = capacity.get(ResourceNames.MEMORY);
        if (cpu == null || memory == null) {
            return Optional.empty();
        }
        return Optional.of(
                new CpuMemory(Quantities.parseCpu(cpu.toString()), Quantities.parseBytes(memory.toString())));
    }
}
