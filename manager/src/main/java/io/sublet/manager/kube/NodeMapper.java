package io.sublet.manager.kube;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.manager.overcommit.ThirdPartyAllocations;
import io.sublet.manager.slo.SloMerge;
import io.sublet.manager.view.ExtendedAmount;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.PublishedBatch;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From a Node to the record that the manager keeps. */
final class NodeMapper {
    private static final List<String> ANNOTATIONS = List.of(
            Annotations.NODE_RESERVATION,
            Annotations.COLOCATION_STRATEGY,
            ThirdPartyAllocations.KEY,
            SloMerge.NETWORK_BANDWIDTH);

    private NodeMapper() {}

    static NodeView view(Node node) {
        Map<String, String> annotations = new HashMap<>();
        Map<String, String> all =
                Optional.ofNullable(node.getMetadata().getAnnotations()).orElse(Map.of());
        ANNOTATIONS.forEach(key -> Optional.ofNullable(all.get(key)).ifPresent(value -> annotations.put(key, value)));
        NodeStatus status = Optional.ofNullable(node.getStatus()).orElseGet(NodeStatus::new);
        Map<String, Quantity> capacity =
                Optional.ofNullable(status.getCapacity()).orElse(Map.of());
        Map<String, Quantity> allocatable =
                Optional.ofNullable(status.getAllocatable()).orElse(Map.of());
        return new NodeView(
                node.getMetadata().getName(),
                Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of()),
                annotations,
                amount("capacity", capacity),
                amount("allocatable", allocatable),
                new PublishedBatch(extended(capacity), extended(allocatable)));
    }

    private static Reading<CpuMemory> amount(String list, Map<String, Quantity> resources) {
        @Nullable Quantity cpu = resources.get(ResourceNames.CPU);
        @Nullable Quantity memory = resources.get(ResourceNames.MEMORY);
        if (cpu == null || memory == null) {
            return Reading.missing(list + " lacks cpu or memory");
        }
        try {
            return Reading.of(
                    new CpuMemory(Quantities.parseCpu(cpu.toString()), Quantities.parseBytes(memory.toString())));
        } catch (JsonException e) {
            return Reading.missing(list + ": " + e.getMessage());
        }
    }

    private static ExtendedAmount extended(Map<String, Quantity> resources) {
        return new ExtendedAmount(
                count(resources, ResourceNames.BATCH_CPU).map(MilliCpu::new),
                count(resources, ResourceNames.BATCH_MEMORY).map(Bytes::new));
    }

    /** A number out of range is there all the same, and differs from everything that is ever written. */
    private static Optional<Long> count(Map<String, Quantity> resources, String name) {
        return Optional.ofNullable(resources.get(name)).map(quantity -> {
            try {
                return Quantities.parseCount(quantity.toString());
            } catch (JsonException e) {
                return Long.MAX_VALUE;
            }
        });
    }
}
