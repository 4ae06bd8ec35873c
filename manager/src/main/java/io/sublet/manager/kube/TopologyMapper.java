package io.sublet.manager.kube;

import io.sublet.manager.view.TopologyView;
import io.sublet.manager.view.ZoneView;
import io.sublet.manager.view.ZoneView.ZoneAmount;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuBasicInfo;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** From a NodeResourceTopology to the record that the manager keeps. */
final class TopologyMapper {
    /** What is read of a NodeResourceTopology. */
    static final FieldSelection FIELDS = FieldSelection.none()
            .plus("metadata", "name")
            .plus("metadata", "resourceVersion")
            .plus("metadata", "annotations", Annotations.CPU_BASIC_INFO)
            .plus("metadata", "annotations", Annotations.CLOSED_TO_BATCH)
            .plus("zones", "name")
            .plus("zones", "resources");

    private TopologyMapper() {}

    /** @param topology of {@link #FIELDS} */
    static TopologyView view(JsonObject topology) {
        JsonObject metadata = topology.objectOrEmpty("metadata");
        return new TopologyView(
                metadata.string("name").orElseThrow(),
                metadata.string("resourceVersion").orElseThrow(),
                topology.objects("zones").stream().map(TopologyMapper::zone).toList(),
                CpuBasicInfo.parse(metadata.objectOrEmpty("annotations")
                        .string(Annotations.CPU_BASIC_INFO)
                        .orElse(null)),
                metadata.objectOrEmpty("annotations").string(Annotations.CLOSED_TO_BATCH));
    }

    private static ZoneView zone(JsonObject zone) {
        List<JsonObject> resources = zone.objects("resources");
        return new ZoneView(
                zone.string("name").orElse(""),
                allocatable(resources),
                batch(resources, ResourceNames.BATCH_CPU),
                batch(resources, ResourceNames.BATCH_MEMORY));
    }

    /** An amount that cannot be read is one that nothing can be taken from. */
    private static Optional<CpuMemory> allocatable(List<JsonObject> resources) {
        OptionalInt cpu = find(resources, ResourceNames.CPU);
        OptionalInt memory = find(resources, ResourceNames.MEMORY);
        return cpu.isEmpty() && memory.isEmpty()
                ? Optional.empty()
                : Optional.of(new CpuMemory(
                        read(resources, cpu, Quantities::parseCpu).orElse(MilliCpu.ZERO),
                        read(resources, memory, Quantities::parseBytes).orElse(Bytes.ZERO)));
    }

    private static OptionalInt find(List<JsonObject> resources, String name) {
        for (int index = 0; index < resources.size(); index++) {
            if (resources.get(index).string("name").filter(name::equals).isPresent()) {
                return OptionalInt.of(index);
            }
        }
        return OptionalInt.empty();
    }

    private static ZoneAmount batch(List<JsonObject> resources, String name) {
        OptionalInt index = find(resources, name);
        return new ZoneAmount(
                index,
                read(resources, index, Quantities::parseCount)
                        .filter(amount -> isSame(resources.get(index.orElseThrow())))
                        .map(OptionalLong::of)
                        .orElseGet(OptionalLong::empty));
    }

    private static boolean isSame(JsonObject resource) {
        Optional<String> allocatable = resource.text("allocatable");
        return allocatable.equals(resource.text("capacity")) && allocatable.equals(resource.text("available"));
    }

    private static <T> Optional<T> read(List<JsonObject> resources, OptionalInt index, Function<String, T> parser) {
        if (index.isEmpty()) {
            return Optional.empty();
        }
        try {
            return resources.get(index.getAsInt()).text("allocatable").map(parser);
        } catch (JsonException e) {
            return Optional.empty();
        }
    }
}
