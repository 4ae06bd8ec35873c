package io.sublet.extender.rank;

import java.util.Optional;

/**
 * The thresholds of a node: the configured ones, or those of its annotation
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
}
