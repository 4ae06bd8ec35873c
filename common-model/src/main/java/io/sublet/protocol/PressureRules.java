package io.sublet.protocol;

import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.slo.PressureRule;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a node does about pressure, in the ConfigMap and in NodeSLO alike. */
public final class PressureRules {
    /** All fields. */
    public static final List<String> FIELDS = List.of(
            "closeSeconds",
            "diskEnable",
            "diskThresholdPercent",
            "diskLowerPercent",
            "inodeThresholdPercent",
            "inodeLowerPercent");

    private static final int LONGEST_CLOSED = 3600;

    private PressureRules() {}

    /**
     * Reads them; what is absent has its default, a lower bound that of the default's distance to its threshold.
     *
     * @throws JsonException if they cannot be used
     */
    public static PressureRule parse(JsonObject rule) {
        PressureRule otherwise = PressureRule.DEFAULT;
        return new PressureRule(
                Fields.seconds(rule, "closeSeconds", LONGEST_CLOSED).orElse(otherwise.closeFor()),
                rule.bool("diskEnable").orElse(otherwise.disk()),
                band(rule, "disk", otherwise.space()),
                band(rule, "inode", otherwise.inodes()));
    }

    private static Band band(JsonObject rule, String of, Band otherwise) {
        Percent threshold = Fields.percent(rule, of + "ThresholdPercent", 1, 99).orElse(otherwise.threshold());
        long distance = otherwise.threshold().value() - otherwise.lower().value();
        Percent lower = Fields.percent(rule, of + "LowerPercent", 0, 98)
                .orElseGet(() -> new Percent(Math.max(0, threshold.value() - distance)));
        if (lower.compareTo(threshold) >= 0) {
            throw new JsonException(rule.pathOf(of + "LowerPercent") + " must be below " + of + "ThresholdPercent, was "
                    + lower.value() + " with " + threshold.value());
        }
        return new Band(threshold, lower);
    }

    /** Rules that say everything. */
    public static Map<String, @Nullable Object> render(PressureRule rule) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("closeSeconds", rule.closeFor().toSeconds());
        tree.put("diskEnable", rule.disk());
        tree.put("diskThresholdPercent", rule.space().threshold().value());
        tree.put("diskLowerPercent", rule.space().lower().value());
        tree.put("inodeThresholdPercent", rule.inodes().threshold().value());
        tree.put("inodeLowerPercent", rule.inodes().lower().value());
        return tree;
    }
}
