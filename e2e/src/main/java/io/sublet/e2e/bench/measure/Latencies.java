package io.sublet.e2e.bench.measure;

import java.util.Arrays;

/** Times that requests took, in nanoseconds; all of them are kept, so that percentiles are exact. */
public final class Latencies {
    private final long[] sorted;

    private Latencies(long[] sorted) {
        this.sorted = sorted;
    }

    public static Latencies of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }

    public int count() {
        return sorted.length;
    }

    /**
     * The time that this share of the requests did not exceed (nearest rank).
     *
     * @param share above 0, at most 1
     */
    public double millis(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.max(0, rank - 1)] / 1e6;
    }
}
