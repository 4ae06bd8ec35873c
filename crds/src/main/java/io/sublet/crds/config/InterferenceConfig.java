package io.sublet.crds.config;

import io.sublet.model.slo.InterferenceRule;
import io.sublet.protocol.InterferenceRules;
import io.sublet.protocol.json.JsonObject;
import java.util.Map;

/** The key {@code interference-config}: how nodes find out who disturbs whom. Items lay their fields over the cluster's. */
final class InterferenceConfig {
    private static final FieldNames ENVELOPE = FieldNames.of(SectionConfig.CLUSTER, SectionConfig.ITEMS);
    private static final FieldNames STRATEGY = new FieldNames(InterferenceRules.FIELDS);

    private InterferenceConfig() {}

    static Layered<InterferenceRule> read(JsonObject raw, Findings findings) {
        JsonObject document = ENVELOPE.canonicalize(raw, findings);
        JsonObject strategy = findings.find(() -> document.object(SectionConfig.CLUSTER))
                .orElse(new JsonObject(Map.of(), SectionConfig.CLUSTER));
        JsonObject cluster = STRATEGY.canonicalize(strategy, findings);
        return new Layered<>(
                parse(cluster, findings), Layered.readItems(document, SectionConfig.ITEMS, findings, (item, here) -> {
                    JsonObject fields = STRATEGY.canonicalize(Layered.content(item), here);
                    JsonObject merged = new JsonObject(Overlay.merge(cluster.fields(), fields.fields()), item.path());
                    return here.isCleanHere() ? parse(merged, here) : InterferenceRule.DEFAULT;
                }));
    }

    private static InterferenceRule parse(JsonObject fields, Findings findings) {
        return findings.attempt(() -> InterferenceRules.parse(fields)).orElse(InterferenceRule.DEFAULT);
    }
}
