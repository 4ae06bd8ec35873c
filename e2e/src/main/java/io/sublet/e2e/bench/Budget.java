package io.sublet.e2e.bench;

import java.util.Arrays;
import java.util.Optional;

/** What a figure may be at most, or has to be at least. */
enum Budget {
    /** An online service beside batch must not have a p99 of more than a fifth above that of running alone. */
    PROTECT_P99_RATIO("protect", "p99_ratio", 1.2, true),
    /** From the surge to best effort's floor, by the loop. */
    PROTECT_SURGE_TO_FLOOR("protect", "surge_to_floor_ms", 100, true);

    private final String bench;
    private final String figure;
    private final double bound;
    private final boolean atMost;

    Budget(String bench, String figure, double bound, boolean atMost) {
        this.bench = bench;
        this.figure = figure;
        this.bound = bound;
        this.atMost = atMost;
    }

    static Optional<Budget> of(Figure figure) {
        return Arrays.stream(values())
                .filter(budget -> budget.bench.equals(figure.bench()) && budget.figure.equals(figure.name()))
                .findFirst();
    }

    boolean isMet(Figure measured) {
        return atMost ? measured.value() <= bound : measured.value() >= bound;
    }

    String text() {
        return (atMost ? "≤ " : "≥ ") + bound;
    }
}
