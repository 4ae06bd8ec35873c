package io.sublet.manager.kube;

import io.sublet.manager.overcommit.ThirdPartyAllocations;
import io.sublet.manager.slo.SloMerge;
import io.sublet.manager.view.ExtendedResources;
import io.sublet.manager.view.NodeView;
import io.sublet.manager.view.Published;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.NormalizedCpu;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** From a Node to the record that the manager keeps. */
final class NodeMapper {
    private static final List<String> ANNOTATIONS = List.of(
            Annotations.NODE_RESERVATION,
            Annotations.COLOCATION_STRATEGY,
            Annotations.ORIGIN_EXTENDED_ALLOCATABLE,
            Annotations.CPU_NORMALIZATION_RATIO,
            Annotations.AMPLIFICATION_RATIOS,
            Annotations.RAW_ALLOCATABLE,
            ThirdPartyAllocations.KEY,
            SloMerge.NETWORK_BANDWIDTH,
            SloMerge.IDLE_CORES);

    /** What is read of a Node. */
    static final FieldSelection FIELDS = ANNOTATIONS.stream()
            .reduce(
                    FieldSelection.none()
                            .plus("metadata", "name")
                            .plus("metadata", "labels")
                            .plus("status", "capacity")
                            .plus("status", "allocatable"),
                    (fields, key) -> fields.plus("metadata", "annotations", key),
                    (first, second) -> second);

    private NodeMapper() {}

    /** @param node of {@link #FIELDS} */
    static NodeView view(JsonObject node) {
        JsonObject metadata = node.objectOrEmpty("metadata");
        JsonObject status = node.objectOrEmpty("status");
        JsonObject capacity = status.objectOrEmpty("capacity");
        JsonObject allocatable = status.objectOrEmpty("allocatable");
        return new NodeView(
                metadata.string("name").orElseThrow(),
                metadata.textMap("labels"),
                metadata.textMap("annotations"),
                amount(capacity),
                amount(allocatable),
                new Published(extended(capacity), extended(allocatable)));
    }

    private static Reading<CpuMemory> amount(JsonObject resources) {
        Optional<String> cpu = resources.text(ResourceNames.CPU);
        Optional<String> memory = resources.text(ResourceNames.MEMORY);
        if (cpu.isEmpty() || memory.isEmpty()) {
            return Reading.missing(resources.path() + " lacks cpu or memory");
        }
        try {
            return Reading.of(new CpuMemory(Quantities.parseCpu(cpu.get()), Quantities.parseBytes(memory.get())));
        } catch (JsonException e) {
            return Reading.missing(resources.path() + ": " + e.getMessage());
        }
    }

    private static ExtendedResources extended(JsonObject resources) {
        return new ExtendedResources(
                count(resources, ResourceNames.BATCH_CPU).map(NormalizedCpu::new),
                count(resources, ResourceNames.BATCH_MEMORY).map(Bytes::new),
                count(resources, ResourceNames.MID_CPU).map(MilliCpu::new),
                count(resources, ResourceNames.MID_MEMORY).map(Bytes::new));
    }

    /** A number out of range is there all the same, as one that nothing ever written reaches. */
    private static Optional<Long> count(JsonObject resources, String name) {
        return resources.text(name).map(quantity -> {
            try {
                return Quantities.parseCount(quantity);
            } catch (JsonException e) {
                return Long.MAX_VALUE;
            }
        });
    }
}
