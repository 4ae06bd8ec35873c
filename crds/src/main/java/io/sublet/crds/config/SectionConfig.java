package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One key of the ConfigMap that rules a section of NodeSLO.
 *
 * @param cluster the section's defaults with {@code clusterStrategy} laid over them
 * @param items in the order in which they are tried
 */
public record SectionConfig(Map<String, @Nullable Object> cluster, List<Item> items) {
    private static final FieldNames ENVELOPE =
            new FieldNames(List.of("clusterStrategy", "nodeStrategies", "nodeSelector", "name"));

    /** An item of {@code nodeStrategies}, already laid over the cluster's strategy. */
    public record Item(String name, Optional<NodeSelector> selector, Map<String, @Nullable Object> merged) {}

    public SectionConfig {
        items = List.copyOf(items);
    }

    static SectionConfig defaultOf(SloSection section) {
        return new SectionConfig(section.defaults(), List.of());
    }

    /**
     * Reads the key's document.
     *
     * @throws io.sublet.protocol.json.JsonException if any part of it cannot be used
     */
    static SectionConfig parse(SloSection section, JsonObject raw, FieldSchema schema) {
        JsonObject document = ENVELOPE.canonicalize(raw);
        JsonObject clusterStrategy = document.objectOrEmpty("clusterStrategy");
        Map<String, @Nullable Object> cluster = Overlay.merge(section.defaults(), schema.accept(clusterStrategy));
        SloBounds.check(section, new JsonObject(cluster, clusterStrategy.path()));
        List<Item> items = new ArrayList<>();
        for (JsonObject rawItem : document.objects("nodeStrategies")) {
            JsonObject item = ENVELOPE.canonicalize(rawItem);
            Map<String, @Nullable Object> fields = new LinkedHashMap<>(schema.accept(item));
            if (section == SloSection.SYSTEM) {
                fields.putIfAbsent(SloSection.TOTAL_NETWORK_BANDWIDTH, "0");
            }
            Map<String, @Nullable Object> merged = Overlay.merge(cluster, fields);
            SloBounds.check(section, new JsonObject(merged, item.path()));
            items.add(new Item(nameOf(item), NodeSelector.of(item), merged));
        }
        return new SectionConfig(cluster, items);
    }

    static String nameOf(JsonObject item) {
        return item.string("name").filter(name -> !name.isEmpty()).orElse(item.path());
    }

    /** The first item that selects the node. */
    public Optional<Item> itemFor(Map<String, String> labels) {
        return items.stream()
                .filter(item -> item.selector()
                        .filter(selector -> selector.selects(labels))
                        .isPresent())
                .findFirst();
    }
}
