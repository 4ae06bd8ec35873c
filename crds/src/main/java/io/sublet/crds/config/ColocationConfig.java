package io.sublet.crds.config;

import io.sublet.protocol.Annotations;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The key {@code colocation-config}: a strategy for the cluster, and items that overlay it for the nodes they select.
 *
 * @param layers cluster and items, each laid over what is weaker
 */
public record ColocationConfig(Layered<Layer> layers) {
    public static final ColocationConfig DEFAULT =
            new ColocationConfig(Layered.ofCluster(new Layer(Map.of(), ColocationStrategy.DEFAULT)));

    /** A merged document and what it means. */
    public record Layer(Map<String, @Nullable Object> document, ColocationStrategy strategy) {}

    static ColocationConfig read(JsonObject raw, Findings findings) {
        JsonObject document = ColocationDocument.canonicalize(raw, findings);
        Layer cluster = layer(Layered.content(document), findings);
        return new ColocationConfig(new Layered<>(
                cluster, Layered.readItems(document, ColocationDocument.ITEMS, findings, (rawItem, here) -> {
                    JsonObject item = Layered.content(ColocationDocument.canonicalize(rawItem, here));
                    ColocationDocument.strategy(item, here);
                    return over(cluster, item.fields(), item.path(), here);
                })));
    }

    private static Layer layer(JsonObject document, Findings findings) {
        return new Layer(document.fields(), ColocationDocument.strategy(document, findings));
    }

    /** What is wrong with the weaker layer has been said there. */
    private static Layer over(Layer base, Map<String, @Nullable Object> fields, String path, Findings findings) {
        JsonObject merged = new JsonObject(Overlay.merge(base.document, fields), path);
        return findings.isCleanHere() ? layer(merged, findings) : base;
    }

    public ColocationStrategy cluster() {
        return layers.cluster().strategy();
    }

    /** Cluster, then the first item that selects the node, then the node's own annotation and labels. */
    public NodeStrategy of(NodeFacts node) {
        List<String> sources = new ArrayList<>(List.of("cluster"));
        Optional<Layered.Item<Layer>> match = layers.itemFor(node.labels());
        match.ifPresent(item -> sources.add("nodeConfigs " + item.name()));
        Layer layer = match.map(Layered.Item::value).orElse(layers.cluster());
        if (!NodeOverrides.anyOn(node)) {
            return new NodeStrategy.Effective(layer.strategy(), cluster().enabled(), sources);
        }
        Findings findings = Findings.of(Annotations.COLOCATION_STRATEGY);
        Layer own = findings.attempt(() -> NodeOverrides.of(node))
                .map(fields -> over(layer, fields, "", findings))
                .orElse(layer);
        if (!findings.isClean()) {
            return new NodeStrategy.Invalid(findings.violations().getFirst().toString());
        }
        sources.add("node annotation or labels");
        return new NodeStrategy.Effective(own.strategy(), cluster().enabled(), sources);
    }
}
