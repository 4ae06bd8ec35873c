package io.sublet.cli.config;

import io.sublet.cli.config.Setting.Source;
import io.sublet.crds.config.ColocationConfig;
import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.Layered;
import io.sublet.crds.config.NodeFacts;
import io.sublet.crds.config.NodeStrategy;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a Node says about itself, which only colocation listens to.
 *
 * @param annotation its overlay as a tree; empty where it has none or none that could be read
 */
record NodeLayer(NodeFacts facts, Optional<Object> annotation) {
    private static final LeafPath ENABLE = LeafPath.ROOT.then("enable");

    /**
     * A key's document with the Node's word in it.
     *
     * @param document empty where the Node has no word in the key
     * @param problem why its word cannot be used
     */
    record Applied(Optional<Object> document, Optional<String> problem) {}

    static NodeLayer of(NodeFacts facts) {
        return new NodeLayer(
                facts, Optional.ofNullable(parse(facts.annotations().get(Annotations.COLOCATION_STRATEGY))));
    }

    private static @Nullable Object parse(@Nullable String text) {
        try {
            return text == null ? null : Json.parse(text);
        } catch (JsonException e) {
            return null;
        }
    }

    Applied over(Object content) {
        if (!(content instanceof ColocationConfig colocation)) {
            return new Applied(Optional.empty(), Optional.empty());
        }
        return switch (colocation.of(facts)) {
            case NodeStrategy.Effective effective -> new Applied(Optional.of(document(effective)), Optional.empty());
            case NodeStrategy.Invalid(String why) ->
                new Applied(Optional.empty(), Optional.of("node " + facts.name() + ": " + why));
            case NodeStrategy.Unavailable() -> new Applied(Optional.empty(), Optional.empty());
        };
    }

    private static Object document(NodeStrategy.Effective effective) {
        return ConfigKey.COLOCATION
                .documents(new ColocationConfig(
                        new Layered<>(new ColocationConfig.Layer(Map.of(), effective.strategy()), List.of())))
                .cluster();
    }

    /** Whether the Node said this value; empty where it is that of a weaker layer. */
    Optional<Source> source(LeafPath path, Object value, Optional<Object> weaker) {
        if (annotation.filter(path::isSaidIn).isPresent()) {
            return Optional.of(new Source.NodeAnnotation(Annotations.COLOCATION_STRATEGY));
        }
        return weaker.equals(Optional.of(value)) || path.equals(ENABLE)
                ? Optional.empty()
                : Optional.of(new Source.NodeLabel());
    }
}
