package io.sublet.crds.config;

import io.sublet.model.slo.WatermarkRule;
import io.sublet.protocol.WatermarkRules;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The key {@code node-watermark-config}: what nodes do when a number passes a mark. The rules of a selecting item take the
 * place of the cluster's.
 */
final class WatermarkConfig {
    private static final String RULES = "rules";
    private static final FieldNames ENVELOPE = FieldNames.of(SectionConfig.CLUSTER, SectionConfig.ITEMS);
    private static final FieldNames STRATEGY = FieldNames.of(RULES);
    private static final FieldNames RULE = new FieldNames(WatermarkRules.FIELDS);

    private WatermarkConfig() {}

    static Layered<List<WatermarkRule>> read(JsonObject raw, Findings findings) {
        JsonObject document = ENVELOPE.canonicalize(raw, findings);
        JsonObject cluster = findings.find(() -> document.object(SectionConfig.CLUSTER))
                .orElse(new JsonObject(Map.of(), SectionConfig.CLUSTER));
        return new Layered<>(
                rules(cluster, findings),
                Layered.readItems(
                        document, SectionConfig.ITEMS, findings, (item, here) -> rules(Layered.content(item), here)));
    }

    private static List<WatermarkRule> rules(JsonObject raw, Findings findings) {
        JsonObject strategy = STRATEGY.canonicalize(raw, findings);
        List<WatermarkRule> rules = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonObject rawRule :
                findings.attempt(() -> strategy.objects(RULES)).orElse(List.of())) {
            JsonObject rule = RULE.canonicalize(rawRule, findings);
            findings.attempt(() -> WatermarkRules.parse(rule)).ifPresent(parsed -> {
                if (!names.add(parsed.name())) {
                    findings.reject(rule.pathOf("name") + " must be unique, was " + parsed.name() + " again");
                }
                rules.add(parsed);
            });
        }
        return rules;
    }
}
