package io.sublet.cli.config;

import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.NodeFacts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What another ConfigMap would change, by its meaning for each node and not by its text. */
public final class ConfigDiff {
    private static final NodeFacts ANY = new NodeFacts("", Map.of(), Map.of());

    private ConfigDiff() {}

    /**
     * One change of one value.
     *
     * @param nodes their names; one empty name where the cluster has no nodes
     */
    public record Change(
            String key, LeafPath path, Optional<Object> before, Optional<Object> after, List<String> nodes) {}

    private record Kind(String key, LeafPath path, Optional<Object> before, Optional<Object> after) {}

    public static List<Change> between(
            Map<String, String> before, Map<String, String> after, FieldSchema spec, List<NodeFacts> nodes) {
        Map<Kind, List<String>> changes = new LinkedHashMap<>();
        for (NodeFacts node : nodes.isEmpty() ? List.of(ANY) : nodes) {
            for (Kind kind : changes(values(before, spec, node), values(after, spec, node))) {
                changes.computeIfAbsent(kind, any -> new ArrayList<>()).add(node.name());
            }
        }
        List<Change> list = new ArrayList<>();
        changes.forEach((kind, names) -> list.add(new Change(kind.key, kind.path, kind.before, kind.after, names)));
        return list;
    }

    private record Place(String key, LeafPath path) {}

    private static Map<Place, Object> values(Map<String, String> data, FieldSchema spec, NodeFacts node) {
        Map<Place, Object> values = new LinkedHashMap<>();
        EffectiveConfig.of(data, spec, node)
                .settings()
                .forEach(setting -> values.put(new Place(setting.key(), setting.path()), setting.value()));
        return values;
    }

    private static List<Kind> changes(Map<Place, Object> before, Map<Place, Object> after) {
        Set<Place> places = new LinkedHashSet<>(before.keySet());
        places.addAll(after.keySet());
        List<Kind> kinds = new ArrayList<>();
        for (Place place : places) {
            Optional<Object> was = Optional.ofNullable(before.get(place));
            Optional<Object> is = Optional.ofNullable(after.get(place));
            if (!was.equals(is)) {
                kinds.add(new Kind(place.key, place.path, was, is));
            }
        }
        return kinds;
    }
}
