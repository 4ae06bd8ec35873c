package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys that rule a section of NodeSLO each: the section's defaults, the cluster's strategy over them, and items over that. */
final class SectionConfig {
    static final String CLUSTER = "clusterStrategy";
    static final String ITEMS = "nodeStrategies";
    private static final FieldNames ENVELOPE = FieldNames.of(CLUSTER, ITEMS);

    private SectionConfig() {}

    static Layered<Map<String, @Nullable Object>> read(
            SloSection section, JsonObject raw, FieldSchema schema, Findings findings) {
        JsonObject document = ENVELOPE.canonicalize(raw, findings);
        JsonObject strategy = findings.find(() -> document.object(CLUSTER)).orElse(new JsonObject(Map.of(), CLUSTER));
        Map<String, @Nullable Object> cluster = Overlay.merge(section.defaults(), schema.accept(strategy, findings));
        SloBounds.check(section, new JsonObject(cluster, strategy.path()), findings);
        return new Layered<>(cluster, Layered.readItems(document, ITEMS, findings, (item, here) -> {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>(schema.accept(Layered.content(item), here));
            if (section == SloSection.SYSTEM) {
                fields.putIfAbsent(SloSection.TOTAL_NETWORK_BANDWIDTH, "0");
            }
            Map<String, @Nullable Object> merged = Overlay.merge(cluster, fields);
            if (here.isCleanHere()) {
                SloBounds.check(section, new JsonObject(merged, item.path()), here);
            }
            return merged;
        }));
    }
}
