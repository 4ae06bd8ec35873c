package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A key with one rule for the cluster and items that lay their fields over it.
 *
 * @param fields of the rule
 * @param parser of a rule that may leave any of them away; throws a {@link io.sublet.protocol.json.JsonException} for one that cannot
 *     be used
 * @param otherwise stands for a rule that cannot
 */
record StrategyConfig<T>(List<String> fields, Function<JsonObject, T> parser, T otherwise) {
    private static final FieldNames ENVELOPE = FieldNames.of(SectionConfig.CLUSTER, SectionConfig.ITEMS);

    Layered<T> read(JsonObject raw, Findings findings) {
        FieldNames names = new FieldNames(fields);
        JsonObject document = ENVELOPE.canonicalize(raw, findings);
        JsonObject strategy = findings.find(() -> document.object(SectionConfig.CLUSTER))
                .orElse(new JsonObject(Map.of(), SectionConfig.CLUSTER));
        JsonObject cluster = names.canonicalize(strategy, findings);
        return new Layered<>(
                parse(cluster, findings), Layered.readItems(document, SectionConfig.ITEMS, findings, (item, here) -> {
                    JsonObject own = names.canonicalize(Layered.content(item), here);
                    JsonObject merged = new JsonObject(Overlay.merge(cluster.fields(), own.fields()), item.path());
                    return here.isCleanHere() ? parse(merged, here) : otherwise;
                }));
    }

    private T parse(JsonObject rule, Findings findings) {
        return findings.attempt(() -> parser.apply(rule)).orElse(otherwise);
    }
}
