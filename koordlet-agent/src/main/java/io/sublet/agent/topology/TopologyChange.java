package io.sublet.agent.topology;

import io.sublet.agent.cluster.NodeView;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * From what an object says to what it should say. Only this program's annotations, labels, policies and resources are compared and
 * written; what other programs keep in the object stays, their resources within the same zones included.
 */
public final class TopologyChange {
    /** By whom the object is kept; the value that Koordinator's programs know. */
    static final Map<String, String> CREATED_LABELS = Map.of("app.kubernetes.io/managed-by", "Koordinator");

    private static final String ZONE_TYPE = "Node";

    private TopologyChange() {}

    /** A new object, which goes with its Node. */
    public static Map<String, Object> create(TopologyReport report, NodeView node) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", node.name());
        metadata.put("labels", present(report.labels(), CREATED_LABELS));
        metadata.put("annotations", present(report.annotations(), Map.of()));
        if (!node.uid().isEmpty()) {
            metadata.put(
                    "ownerReferences",
                    List.of(Map.of("apiVersion", "v1", "kind", "Node", "name", node.name(), "uid", node.uid())));
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", "topology.node.k8s.io/v1alpha1");
        object.put("kind", "NodeResourceTopology");
        object.put("metadata", metadata);
        object.put("topologyPolicies", List.of(report.policy()));
        object.put("zones", zones(List.of(), report.zones()));
        return object;
    }

    /** The merge patch that is needed; empty if the object says what it should. */
    public static Optional<Map<String, @Nullable Object>> patch(JsonObject object, TopologyReport report) {
        JsonObject metadata = object.objectOrEmpty("metadata");
        Map<String, @Nullable Object> annotations =
                differing(metadata.textMap("annotations"), report.annotations(), TopologyChange::isSameJson);
        Map<String, @Nullable Object> labels = differing(metadata.textMap("labels"), report.labels(), Objects::equals);
        List<Object> policies = List.of(report.policy());
        List<JsonObject> before = object.objects("zones");
        List<Map<String, @Nullable Object>> after = zones(before, report.zones());
        Map<String, @Nullable Object> patch = new LinkedHashMap<>();
        if (!policies.equals(object.list("topologyPolicies"))) {
            patch.put("topologyPolicies", policies);
        }
        if (!after.equals(before.stream().map(JsonObject::fields).toList())) {
            patch.put("zones", after);
        }
        if (patch.isEmpty() && annotations.isEmpty() && labels.isEmpty()) {
            return Optional.empty();
        }
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        // Zones are replaced as a whole, so the patch is for the version that was read and for no other.
        metadata.string("resourceVersion").ifPresent(version -> changed.put("resourceVersion", version));
        if (!annotations.isEmpty()) {
            changed.put("annotations", annotations);
        }
        if (!labels.isEmpty()) {
            changed.put("labels", labels);
        }
        patch.put("metadata", changed);
        return Optional.of(patch);
    }

    private interface Sameness {
        boolean isSame(String one, String other);
    }

    private static Map<String, @Nullable Object> differing(
            Map<String, String> before, Map<String, Optional<String>> after, Sameness sameness) {
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        after.forEach((key, value) -> {
            String old = before.get(key);
            boolean same = value.isEmpty() ? old == null : old != null && sameness.isSame(old, value.get());
            if (!same) {
                changes.put(key, value.orElse(null));
            }
        });
        return changes;
    }

    private static boolean isSameJson(String one, String other) {
        try {
            return one.equals(other) || Objects.equals(Json.parse(one), Json.parse(other));
        } catch (JsonException e) {
            return false;
        }
    }

    private static Map<String, String> present(Map<String, Optional<String>> wanted, Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(more);
        wanted.forEach((key, value) -> value.ifPresent(text -> all.put(key, text)));
        return all;
    }

    /** The zones of others and of the wanted ones, in the order in which they stand; a NUMA node that is gone goes. */
    private static List<Map<String, @Nullable Object>> zones(List<JsonObject> before, List<Zone> wanted) {
        Map<String, Zone> left = new LinkedHashMap<>();
        wanted.forEach(zone -> left.put(zone.name(), zone));
        List<Map<String, @Nullable Object>> zones = new ArrayList<>();
        for (JsonObject old : before) {
            String name = old.string("name").orElse("");
            Zone zone = left.remove(name);
            if (zone != null) {
                zones.add(merged(old, zone));
            } else if (!name.matches("node-[0-9]+")) {
                zones.add(old.fields());
            }
        }
        left.values().forEach(zone -> zones.add(merged(JsonObject.EMPTY, zone)));
        return zones;
    }

    private static Map<String, @Nullable Object> merged(JsonObject old, Zone zone) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(old.fields());
        fields.put("name", zone.name());
        fields.put("type", ZONE_TYPE);
        Map<String, Zone.Amount> left = new LinkedHashMap<>(zone.resources());
        List<Object> resources = new ArrayList<>();
        for (JsonObject resource : old.objects("resources")) {
            String name = resource.string("name").orElse("");
            Zone.Amount amount = left.remove(name);
            if (amount != null) {
                resources.add(amount.json(name));
            } else if (!Zone.isOwn(name)) {
                resources.add(resource.fields());
            }
        }
        left.forEach((name, amount) -> resources.add(amount.json(name)));
        fields.put("resources", resources);
        return fields;
    }
}
