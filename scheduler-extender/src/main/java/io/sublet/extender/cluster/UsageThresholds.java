package io.sublet.extender.cluster;

import io.sublet.extender.rank.Thresholds;
import io.sublet.extender.rank.UsageProfile;
import io.sublet.extender.rank.UsageWindow;
import io.sublet.model.usage.Aggregation;
import io.sublet.protocol.GoDurations;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The node annotation {@value io.sublet.protocol.Annotations#USAGE_THRESHOLDS}. Each of its three parts stands in for the
 * configured one if it is there and not empty; a resource that a part leaves out is not looked at on that node.
 */
final class UsageThresholds {
    private UsageThresholds() {}

    /** The configured profile with the annotation laid over it. */
    static Parsed<UsageProfile> overlay(@Nullable String annotation, UsageProfile configured) {
        return Parsed.of(annotation, text -> {
            JsonObject root = Json.parseObject(text);
            return new UsageProfile(
                    thresholds(root, "usageThresholds").orElse(configured.usage()),
                    thresholds(root, "prodUsageThresholds").orElse(configured.prod()),
                    root.object("aggregatedUsage")
                            .flatMap(UsageThresholds::aggregated)
                            .or(configured::aggregated));
        });
    }

    private static Optional<UsageProfile.Aggregated> aggregated(JsonObject part) {
        Optional<Thresholds> thresholds = thresholds(part, "usageThresholds");
        Optional<Aggregation> aggregation = part.string("usageAggregationType").flatMap(Aggregation::parse);
        if (thresholds.isEmpty() || aggregation.isEmpty()) {
            return Optional.empty();
        }
        Duration window =
                part.string("usageAggregatedDuration").map(GoDurations::parse).orElse(Duration.ZERO);
        return Optional.of(new UsageProfile.Aggregated(thresholds.get(), new UsageWindow(aggregation.get(), window)));
    }

    private static Optional<Thresholds> thresholds(JsonObject parent, String name) {
        JsonObject part = parent.objectOrEmpty(name);
        return part.fields().isEmpty()
                ? Optional.empty()
                : Optional.of(Thresholds.of(percent(part, "cpu"), percent(part, "memory")));
    }

    private static long percent(JsonObject part, String resource) {
        long percent = part.integer(resource).orElse(0L);
        if (percent < 0 || percent > 100) {
            throw new JsonException(part.pathOf(resource) + " must be 0..100, was " + percent);
        }
        return percent;
    }
}
