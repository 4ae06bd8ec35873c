package io.sublet.protocol;

import io.sublet.model.unit.Percent;
import io.sublet.model.usage.Aggregation;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#USAGE_THRESHOLDS}. A part that is missing or empty says nothing.
 *
 * @param usage on average usage
 * @param prod on the usage of prod pods alone
 * @param aggregated on a percentile of usage; says nothing without a known kind of percentile either
 */
public record UsageThresholds(Optional<Levels> usage, Optional<Levels> prod, Optional<Aggregated> aggregated) {
    public static final UsageThresholds NONE =
            new UsageThresholds(Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Highest usage in percent of allocatable, 0..100; 0 is no threshold, as for a resource that is not named.
     *
     * @param byResource at least one, by name of the resource
     */
    public record Levels(Map<String, Percent> byResource) {
        public Levels {
            byResource = Map.copyOf(byResource);
        }
    }

    /**
     * Thresholds on a percentile.
     *
     * @param window zero is the longest that is reported
     */
    public record Aggregated(Levels levels, Aggregation aggregation, Duration window) {}

    private static final Percent NO_THRESHOLD = new Percent(0);

    public static Parsed<UsageThresholds> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject root = Json.parseObject(text);
            return new UsageThresholds(
                    levels(root, "usageThresholds"),
                    levels(root, "prodUsageThresholds"),
                    root.object("aggregatedUsage").flatMap(UsageThresholds::aggregated));
        });
    }

    private static Optional<Aggregated> aggregated(JsonObject part) {
        Optional<Levels> levels = levels(part, "usageThresholds");
        Optional<Aggregation> aggregation = part.string("usageAggregationType").flatMap(Aggregation::parse);
        if (levels.isEmpty() || aggregation.isEmpty()) {
            return Optional.empty();
        }
        Duration window =
                part.string("usageAggregatedDuration").map(GoDurations::parse).orElse(Duration.ZERO);
        return Optional.of(new Aggregated(levels.get(), aggregation.get(), window));
    }

    private static Optional<Levels> levels(JsonObject parent, String name) {
        JsonObject part = parent.objectOrEmpty(name);
        return part.fields().isEmpty()
                ? Optional.empty()
                : Optional.of(new Levels(part.fields().keySet().stream()
                        .collect(Collectors.toMap(resource -> resource, resource -> percent(part, resource)))));
    }

    private static Percent percent(JsonObject part, String resource) {
        return Fields.percent(part, resource, 0, 100).orElse(NO_THRESHOLD);
    }
}
