package io.sublet.algo;

import java.util.Arrays;

/** Quantiles of samples by nearest rank. */
public final class Percentiles {
    private Percentiles() {}

    /**
     * The sample at the place {@code int(n * quantile) - 1} of the ascending order, the first for a place below it. That is
     * the protocol's definition: a little lower than the usual nearest rank.
     *
     * @param ascending at least one sample, sorted
     * @param quantile in 0..1
     */
    public static long nearestRank(long[] ascending, double quantile) {
        if (ascending.length == 0 || quantile < 0 || quantile > 1) {
            throw new IllegalArgumentException("no quantile " + quantile + " of " + ascending.length + " samples");
        }
        int place = (int) (ascending.length * quantile) - 1;
        return ascending[Math.max(0, place)];
    }

    /** The arithmetic mean, truncated. */
    public static long mean(long[] samples) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("no mean of no samples");
        }
        return (long) Arrays.stream(samples).average().orElseThrow();
    }
}
