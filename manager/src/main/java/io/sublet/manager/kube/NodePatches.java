package io.sublet.manager.kube;

import io.sublet.manager.overcommit.NodeStatusWriter.Change;
import io.sublet.manager.overcommit.NodeStatusWriter.Resources;
import io.sublet.manager.view.ExtendedAmounts;
import io.sublet.manager.view.ExtendedResource;
import io.sublet.manager.zone.ZoneWriter.Amounts;
import io.sublet.manager.zone.ZoneWriter.ZoneChange;
import io.sublet.model.unit.Bytes;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The bodies of patches that change what a node shows. */
final class NodePatches {
    private NodePatches() {}

    /**
     * A merge patch for {@code nodes/status}, which takes annotations as well; in it a null removes what it names. So the
     * manager needs no right to change Nodes themselves, where taints and labels are.
     */
    static String status(Change change) {
        Map<String, @Nullable Object> patch = new LinkedHashMap<>();
        if (!change.annotations().isEmpty()) {
            Map<String, @Nullable Object> annotations = new LinkedHashMap<>();
            change.annotations().forEach((key, value) -> annotations.put(key, value.orElse(null)));
            patch.put("metadata", Map.of("annotations", annotations));
        }
        @Nullable Map<String, @Nullable Object> resources = resources(change.resources());
        if (resources != null) {
            patch.put("status", Map.of("capacity", resources, "allocatable", resources));
        }
        return Json.write(patch);
    }

    private static @Nullable Map<String, @Nullable Object> resources(Resources change) {
        return switch (change) {
            case Resources.Leave leave -> null;
            case Resources.Show(ExtendedAmounts amounts) -> {
                Map<String, @Nullable Object> shown = new LinkedHashMap<>();
                for (ExtendedResource resource : ExtendedResource.values()) {
                    shown.put(resource.wireName(), quantity(resource, amounts.value(resource)));
                }
                yield shown;
            }
            case Resources.Remove remove -> {
                Map<String, @Nullable Object> removed = new LinkedHashMap<>();
                for (ExtendedResource resource : ExtendedResource.values()) {
                    removed.put(resource.wireName(), null);
                }
                yield removed;
            }
        };
    }

    private static String quantity(ExtendedResource resource, long value) {
        return resource.isCpu() ? Quantities.formatCount(value) : Quantities.format(new Bytes(value));
    }

    /**
     * A JSON patch for a NodeResourceTopology. Zones and their resources are lists without keys, which a merge patch or an
     * apply could only replace as a whole, with what the agent has written there. So each item is named by its place, and the
     * patch is refused if the object has changed since.
     */
    static String zones(String version, List<ZoneChange> changes) {
        List<Map<String, Object>> operations = new ArrayList<>();
        operations.add(operation("test", "/metadata/resourceVersion", version));
        for (ZoneChange change : changes) {
            String zone = "/zones/" + change.index();
            OptionalInt cpu = change.before().batchCpu().index();
            OptionalInt memory = change.before().batchMemory().index();
            change.amounts()
                    .ifPresentOrElse(
                            amounts -> show(zone, change, amounts, operations),
                            () -> remove(zone, cpu, memory, operations));
        }
        return Json.write(operations);
    }

    private static void show(String zone, ZoneChange change, Amounts amounts, List<Map<String, Object>> operations) {
        operations.add(put(
                zone,
                change.before().batchCpu().index(),
                ExtendedResource.BATCH_CPU,
                amounts.cpu().value()));
        operations.add(put(
                zone,
                change.before().batchMemory().index(),
                ExtendedResource.BATCH_MEMORY,
                amounts.memory().value()));
    }

    private static Map<String, Object> put(String zone, OptionalInt index, ExtendedResource resource, long value) {
        String quantity = quantity(resource, value);
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("name", resource.wireName());
        item.put("capacity", quantity);
        item.put("allocatable", quantity);
        item.put("available", quantity);
        return index.isPresent()
                ? operation("replace", zone + "/resources/" + index.getAsInt(), item)
                : operation("add", zone + "/resources/-", item);
    }

    /** The later one first, so that the place of the other stays. */
    private static void remove(String zone, OptionalInt cpu, OptionalInt memory, List<Map<String, Object>> operations) {
        int first = Math.min(cpu.orElse(-1), memory.orElse(-1));
        int second = Math.max(cpu.orElse(-1), memory.orElse(-1));
        for (int index : new int[] {second, first}) {
            if (index >= 0) {
                operations.add(Map.of("op", "remove", "path", zone + "/resources/" + index));
            }
        }
    }

    private static Map<String, Object> operation(String name, String path, Object value) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("op", name);
        operation.put("path", path);
        operation.put("value", value);
        return operation;
    }
}
