package io.sublet.algo;

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
        return nearestRank(ascending, ascending.length, quantile);
    }

    /** As {@link #nearestRank(long[], double)}, of the first so many samples. */
    public static long nearestRank(long[] ascending, int count, double quantile) {
        if (count <= 0 || count > ascending.length || quantile < 0 || quantile > 1) {
            throw new IllegalArgumentException("no quantile " + quantile + " of " + count + " samples");
        }
        int place = (int) (count * quantile) - 1;
        return ascending[Math.max(0, place)];
    }

    /** The arithmetic mean, truncated. */
    public static long mean(long[] samples) {
        return mean(samples, samples.length);
    }

    /** The arithmetic mean of the first so many samples, truncated. */
    public static long mean(long[] samples, int count) {
        if (count <= 0 || count > samples.length) {
            throw new IllegalArgumentException(
                    count == 0 ? "no mean of no samples" : "no mean of " + count + " samples");
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += samples[i];
        }
        return (long) (sum / count);
    }
}
