package io.sublet.model.usage;

import java.util.Optional;

/** How the samples of a window become one number. */
public enum Aggregation {
    AVG("avg", 0),
    P50("p50", 0.50),
    P90("p90", 0.90),
    P95("p95", 0.95),
    P99("p99", 0.99);

    private final String wireName;
    private final double quantile;

    Aggregation(String wireName, double quantile) {
        this.wireName = wireName;
        this.quantile = quantile;
    }

    /** The key in NodeMetric's {@code usage} maps. */
    public String wireName() {
        return wireName;
    }

    /** The quantile in 0..1; meaningless for {@link #AVG}. */
    public double quantile() {
        return quantile;
    }

    public static Optional<Aggregation> parse(String text) {
        for (Aggregation aggregation : values()) {
            if (aggregation.wireName.equals(text)) {
                return Optional.of(aggregation);
            }
        }
        return Optional.empty();
    }
}
