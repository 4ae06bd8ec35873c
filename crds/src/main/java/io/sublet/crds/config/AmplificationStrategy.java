package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many times its own resources a node shows: the key {@code resource-amplification-config}.
 *
 * @param enabled off shows what there is
 * @param ratios by resource name, each 1 to 100
 */
public record AmplificationStrategy(boolean enabled, Map<String, BigDecimal> ratios) {
    public static final AmplificationStrategy DEFAULT = new AmplificationStrategy(false, Map.of());

    private static final BigDecimal HIGHEST = BigDecimal.valueOf(100);
    private static final String RATIOS = "resourceAmplificationRatio";
    static final FieldNames NAMES = FieldNames.of("enable", RATIOS, ColocationDocument.ITEMS, "nodeSelector", "name");

    public AmplificationStrategy {
        ratios = Map.copyOf(ratios);
    }

    static Layered<AmplificationStrategy> read(JsonObject raw, Findings findings) {
        return Layered.readOverlaid(raw, NAMES, findings, AmplificationStrategy::of);
    }

    private static AmplificationStrategy of(JsonObject document, Findings findings) {
        FieldReader fields = new FieldReader(document, findings);
        return new AmplificationStrategy(
                fields.bool("enable").orElse(false), fields.inner(RATIOS).numbers(BigDecimal.ONE, HIGHEST));
    }

    /** The strategy as a document. */
    Map<String, @Nullable Object> render() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("enable", enabled);
        fields.put(RATIOS, new TreeMap<>(ratios));
        return fields;
    }
}
