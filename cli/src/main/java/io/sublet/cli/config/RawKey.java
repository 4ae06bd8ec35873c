package io.sublet.cli.config;

import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.SloSection;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A key's document as it was written, for the question who said what.
 *
 * @param cluster the part for the cluster
 * @param items the parts per node, in order
 */
record RawKey(@Nullable Object cluster, List<@Nullable Object> items) {
    /** These keys have their part for the cluster one level down. */
    private static final Set<String> NESTED = Stream.concat(
                    Stream.of(SloSection.values()).map(SloSection::key),
                    Stream.of(
                                    ConfigKey.WATERMARKS,
                                    ConfigKey.INTERFERENCE,
                                    ConfigKey.LATENCY_TARGETS,
                                    ConfigKey.PRESSURE,
                                    ConfigKey.DSCP)
                            .map(ConfigKey::name))
            .collect(Collectors.toUnmodifiableSet());
    /** Keys whose document is a list have it under a name of its own. */
    private static final Map<String, String> LISTS = Map.of(
            ConfigKey.WATERMARKS.name(), "rules",
            ConfigKey.LATENCY_TARGETS.name(), "targets",
            ConfigKey.HOST_APPLICATIONS.name(), "applications");

    /** Nothing is said where the text is no document; that it is none is said by whoever reads it. */
    static RawKey of(String key, @Nullable String text) {
        Object tree = parse(text);
        boolean nested = NESTED.contains(key);
        Object items = child(tree, nested ? "nodeStrategies" : "nodeConfigs");
        return new RawKey(
                nested ? child(tree, "clusterStrategy") : tree,
                items instanceof List<?> list ? List.copyOf(list) : List.of());
    }

    private static @Nullable Object parse(@Nullable String text) {
        try {
            return text == null || text.isBlank() ? null : Json.parse(text);
        } catch (JsonException e) {
            return null;
        }
    }

    private static @Nullable Object child(@Nullable Object tree, String name) {
        if (tree instanceof Map<?, ?> fields) {
            for (Map.Entry<?, ?> field : fields.entrySet()) {
                if (name.equalsIgnoreCase(String.valueOf(field.getKey()))) {
                    return field.getValue();
                }
            }
        }
        return null;
    }

    /** Where what the manager shows at a path is in the document as it was written. */
    static LeafPath rawPath(String key, LeafPath path) {
        String list = LISTS.get(key);
        return list != null && path.names().isEmpty() ? path.then(list) : path;
    }
}
