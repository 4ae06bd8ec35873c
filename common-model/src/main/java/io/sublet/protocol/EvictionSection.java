package io.sublet.protocol;

import io.sublet.model.slo.EvictionRules;
import io.sublet.model.slo.EvictionRules.Band;
import io.sublet.model.slo.EvictionRules.Limit;
import io.sublet.model.slo.EvictionRules.Satisfaction;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Optional;
import java.util.OptionalInt;

/** What {@code resourceUsedThresholdWithBE} of a NodeSLO says about evictions. */
final class EvictionSection {
    /** Pods of this priority and above are prod, whose requests are not overcommitted. */
    private static final int HIGHEST_OVERCOMMITTED = 7999;

    private static final long MOST_WINDOW_SECONDS = 600;
    private static final long MOST_PERCENT = 1000;

    private EvictionSection() {}

    static EvictionRules parse(JsonObject spec) {
        JsonObject rule = spec.objectOrEmpty("resourceUsedThresholdWithBE");
        EvictionRules defaults = EvictionRules.DEFAULT;
        return new EvictionRules(
                rule.bool("enable").orElse(defaults.enabled()),
                satisfaction(rule),
                Fields.seconds(rule, "cpuEvictTimeWindowSeconds", MOST_WINDOW_SECONDS)
                        .filter(window -> !window.isZero())
                        .orElse(defaults.window()),
                Fields.percent(rule, "cpuEvictThresholdPercent", 0, 100)
                        .map(threshold -> usage(rule, "cpu", threshold)),
                usage(
                        rule,
                        "memory",
                        Fields.percent(rule, "memoryEvictThresholdPercent", 0, 100)
                                .orElse(defaults.memoryUsage().threshold())),
                allocatable(rule, "cpu", defaults.cpuAllocatable()),
                allocatable(rule, "memory", defaults.memoryAllocatable()),
                priority(rule, "evictEnabledPriorityThreshold", Integer.MIN_VALUE, Integer.MAX_VALUE),
                priority(rule, "allocatableEvictPriorityThreshold", 0, HIGHEST_OVERCOMMITTED));
    }

    private static Optional<Satisfaction> satisfaction(JsonObject rule) {
        Optional<Percent> lower = Fields.percent(rule, "cpuEvictBESatisfactionLowerPercent", 0, 100);
        Optional<Percent> upper = Fields.percent(rule, "cpuEvictBESatisfactionUpperPercent", 0, 100);
        Percent usage =
                Fields.percent(rule, "cpuEvictBEUsageThresholdPercent", 0, 100).orElse(new Percent(90));
        Limit limit = Fields.named(rule, "cpuEvictPolicy", Limit::parse, Limit.REAL);
        return lower.flatMap(least -> upper.map(most -> new Satisfaction(least, most, usage, limit)));
    }

    /** Without a lower bound two points are released. */
    private static Band usage(JsonObject rule, String resource, Percent threshold) {
        Percent lower = Fields.percent(rule, resource + "EvictLowerPercent", 0, 100)
                .orElse(new Percent(Math.max(0, threshold.value() - 2)));
        return band(rule, resource + "EvictLowerPercent", threshold, lower);
    }

    private static Band allocatable(JsonObject rule, String resource, Band defaults) {
        String field = resource + "AllocatableEvictLowerPercent";
        Percent threshold = Fields.percent(rule, resource + "AllocatableEvictThresholdPercent", 0, MOST_PERCENT)
                .orElse(defaults.threshold());
        Percent lower = Fields.percent(rule, field, 0, MOST_PERCENT)
                .orElseGet(() ->
                        new Percent(Math.max(0, Math.min(defaults.lower().value(), threshold.value() - 1))));
        return band(rule, field, threshold, lower);
    }

    private static Band band(JsonObject rule, String field, Percent threshold, Percent lower) {
        if (lower.compareTo(threshold) >= 0 && threshold.value() > 0) {
            throw new JsonException(
                    rule.pathOf(field) + " must be below the threshold " + threshold + ", was " + lower);
        }
        return new Band(threshold, lower);
    }

    private static OptionalInt priority(JsonObject rule, String field, int least, int most) {
        return Fields.integer(rule, field, least, most)
                .map(value -> OptionalInt.of(value.intValue()))
                .orElse(OptionalInt.empty());
    }
}
