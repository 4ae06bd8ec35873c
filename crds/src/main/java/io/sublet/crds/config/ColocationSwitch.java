package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * Whether agents may do anything to pods: the key {@code colocation-switch-config}. Disabled, they give everything back at once, on
 * all nodes or on those that an item selects.
 */
public record ColocationSwitch(boolean disabled) {
    public static final ColocationSwitch ENABLED = new ColocationSwitch(false);

    private static final String COLOCATION = "colocation";
    private static final List<String> WORDS = List.of("enabled", "disabled");
    static final FieldNames NAMES = FieldNames.of(COLOCATION, ColocationDocument.ITEMS, "nodeSelector", "name");

    static Layered<ColocationSwitch> read(JsonObject raw, Findings findings) {
        JsonObject document = NAMES.canonicalize(raw, findings);
        ColocationSwitch cluster = of(document, ENABLED, findings);
        return new Layered<>(
                cluster,
                Layered.readItems(
                        document,
                        ColocationDocument.ITEMS,
                        findings,
                        (item, here) -> of(NAMES.canonicalize(item, here), cluster, here)));
    }

    private static ColocationSwitch of(JsonObject document, ColocationSwitch otherwise, Findings findings) {
        return new FieldReader(document, findings)
                .word(COLOCATION, WORDS)
                .map(word -> new ColocationSwitch(word.equals("disabled")))
                .orElse(otherwise);
    }

    Map<String, Object> render() {
        return Map.of(COLOCATION, disabled ? "disabled" : "enabled");
    }
}
