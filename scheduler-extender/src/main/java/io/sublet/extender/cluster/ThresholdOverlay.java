package io.sublet.extender.cluster;

import io.sublet.extender.rank.Thresholds;
import io.sublet.extender.rank.UsageProfile;
import io.sublet.extender.rank.UsageWindow;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.UsageThresholds;
import org.jspecify.annotations.Nullable;

/** Each part of a node's {@link UsageThresholds} that says something stands in for the configured one. */
final class ThresholdOverlay {
    private ThresholdOverlay() {}

    /** The configured profile with the annotation laid over it. */
    static Parsed<UsageProfile> overlay(@Nullable String annotation, UsageProfile configured) {
        return switch (UsageThresholds.parse(annotation)) {
            case Parsed.Valid<UsageThresholds>(UsageThresholds said) ->
                new Parsed.Valid<>(new UsageProfile(
                        said.usage().map(ThresholdOverlay::thresholds).orElse(configured.usage()),
                        said.prod().map(ThresholdOverlay::thresholds).orElse(configured.prod()),
                        said.aggregated().map(ThresholdOverlay::aggregated).or(configured::aggregated)));
            case Parsed.Absent<UsageThresholds>() -> new Parsed.Absent<>();
            case Parsed.Invalid<UsageThresholds>(String why) -> new Parsed.Invalid<>(why);
        };
    }

    private static UsageProfile.Aggregated aggregated(UsageThresholds.Aggregated said) {
        return new UsageProfile.Aggregated(
                thresholds(said.levels()), new UsageWindow(said.aggregation(), said.window()));
    }

    private static Thresholds thresholds(UsageThresholds.Levels levels) {
        return new Thresholds(levels.cpu(), levels.memory());
    }
}
