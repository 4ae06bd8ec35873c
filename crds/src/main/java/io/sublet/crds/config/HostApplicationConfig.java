package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The key {@code host-application-config}: what runs on nodes outside of pods. The list of a selecting item takes the place
 * of the cluster's, even if it is empty.
 *
 * @param cluster the cluster's applications as JSON trees
 * @param items in the order in which they are tried
 */
public record HostApplicationConfig(List<Object> cluster, List<Item> items) {
    static final String KEY = "host-application-config";
    static final HostApplicationConfig DEFAULT = new HostApplicationConfig(List.of(), List.of());
    private static final FieldNames ENVELOPE =
            new FieldNames(List.of("applications", "nodeConfigs", "nodeSelector", "name"));

    /** An item of {@code nodeConfigs}. */
    public record Item(String name, Optional<NodeSelector> selector, List<Object> applications) {}

    public HostApplicationConfig {
        cluster = List.copyOf(cluster);
        items = List.copyOf(items);
    }

    /**
     * Reads the key's document.
     *
     * @throws io.sublet.protocol.json.JsonException if any part of it cannot be used
     */
    static HostApplicationConfig parse(JsonObject raw, FieldSchema schema) {
        JsonObject document = ENVELOPE.canonicalize(raw);
        List<Item> items = new ArrayList<>();
        for (JsonObject rawItem : document.objects("nodeConfigs")) {
            JsonObject item = ENVELOPE.canonicalize(rawItem);
            items.add(new Item(SectionConfig.nameOf(item), NodeSelector.of(item), applications(item, schema)));
        }
        return new HostApplicationConfig(applications(document, schema), items);
    }

    private static List<Object> applications(JsonObject holder, FieldSchema schema) {
        return schema.acceptList(holder.list("applications"), holder.pathOf("applications"));
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
