package io.sublet.extender.rank;

import io.sublet.protocol.UsageThresholds;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The thresholds of a node: those of the rules, overlaid by those of its group and of its annotation
 * {@value io.sublet.protocol.Annotations#USAGE_THRESHOLDS}.
 *
 * @param usage on average usage, unless {@code aggregated} is there
 * @param prod on the usage of prod pods alone, for prod pods; {@link Thresholds#OFF} judges them as all others
 * @param aggregated on a percentile; stronger than {@code usage}
 */
public record UsageProfile(Thresholds usage, Thresholds prod, Optional<Aggregated> aggregated) {
    /** CPU 65 %, memory 95 %. */
    public static final UsageProfile DEFAULT =
            new UsageProfile(Thresholds.of(65, 95), Thresholds.OFF, Optional.empty());

    /** Thresholds on a percentile of usage. */
    public record Aggregated(Thresholds thresholds, UsageWindow window) {}

    /** The thresholds for pods that are judged by the whole node's usage. */
    public Thresholds general() {
        return aggregated.map(Aggregated::thresholds).orElse(usage);
    }

    /** Each part that says something stands in for the whole part here; resources that are not judged are left out. */
    public UsageProfile overlaidBy(UsageThresholds said, LoadResources resources) {
        return new UsageProfile(
                said.usage().map(levels -> thresholds(levels, resources)).orElse(usage),
                said.prod().map(levels -> thresholds(levels, resources)).orElse(prod),
                said.aggregated()
                        .map(part -> new Aggregated(
                                thresholds(part.levels(), resources),
                                new UsageWindow(part.aggregation(), part.window())))
                        .or(this::aggregated));
    }

    private static Thresholds thresholds(UsageThresholds.Levels levels, LoadResources resources) {
        Map<String, Long> percents = new TreeMap<>();
        levels.byResource().forEach((name, percent) -> percents.put(name, percent.value()));
        return new Thresholds(resources.vector(percents));
    }
}
