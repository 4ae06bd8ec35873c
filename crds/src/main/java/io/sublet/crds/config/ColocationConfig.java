package io.sublet.crds.config;

import io.sublet.protocol.Annotations;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code colocation-config}: a strategy for the cluster, and items that overlay it for the nodes they select.
 *
 * @param cluster the cluster's strategy
 * @param items in the order in which they are tried
 */
public record ColocationConfig(Layer cluster, List<Item> items) {
    public static final ColocationConfig DEFAULT =
            new ColocationConfig(new Layer(Map.of(), ColocationStrategy.DEFAULT), List.of());

    /** A merged document and what it means. */
    public record Layer(Map<String, @Nullable Object> document, ColocationStrategy strategy) {}

    /** An item of {@code nodeConfigs}, already laid over the cluster's strategy. */
    public record Item(String name, Optional<NodeSelector> selector, Layer layer) {}

    public ColocationConfig {
        items = List.copyOf(items);
    }

    /**
     * Reads the key's document.
     *
     * @throws JsonException if any part of it cannot be used
     */
    static ColocationConfig parse(JsonObject document) {
        JsonObject cluster = ColocationDocument.canonicalize(document);
        Layer clusterLayer = new Layer(cluster.fields(), ColocationDocument.strategy(cluster));
        List<Item> items = new ArrayList<>();
        for (JsonObject raw : cluster.objects("nodeConfigs")) {
            JsonObject item = ColocationDocument.canonicalize(raw);
            ColocationDocument.strategy(item);
            items.add(new Item(
                    item.string("name").filter(name -> !name.isEmpty()).orElse(raw.path()),
                    NodeSelector.of(item),
                    over(clusterLayer, item.fields(), item.path())));
        }
        return new ColocationConfig(clusterLayer, items);
    }

    private static Layer over(Layer base, Map<String, @Nullable Object> fields, String path) {
        Map<String, @Nullable Object> merged = Overlay.merge(base.document, fields);
        return new Layer(merged, ColocationDocument.strategy(new JsonObject(merged, path)));
    }

    /** Cluster, then the first item that selects the node, then the node's own annotation and labels. */
    public NodeStrategy of(NodeFacts node) {
        List<String> sources = new ArrayList<>(List.of("cluster"));
        Layer layer = cluster;
        Optional<Item> match = items.stream()
                .filter(item -> item.selector()
                        .filter(selector -> selector.selects(node.labels()))
                        .isPresent())
                .findFirst();
        if (match.isPresent()) {
            layer = match.get().layer();
            sources.add("nodeConfigs " + match.get().name());
        }
        if (!NodeOverrides.anyOn(node)) {
            return new NodeStrategy.Effective(
                    layer.strategy(), cluster.strategy().enabled(), sources);
        }
        try {
            layer = over(layer, NodeOverrides.of(node), "node " + node.name());
        } catch (JsonException e) {
            return new NodeStrategy.Invalid(Annotations.COLOCATION_STRATEGY + ": " + e.getMessage());
        }
        sources.add("node annotation or labels");
        return new NodeStrategy.Effective(layer.strategy(), cluster.strategy().enabled(), sources);
    }
}
