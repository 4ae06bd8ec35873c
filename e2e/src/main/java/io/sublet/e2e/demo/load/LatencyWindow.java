package io.sublet.e2e.demo.load;

import java.util.Arrays;
import java.util.OptionalDouble;

/** The latencies of the requests that ended within one report; safe for many threads. */
final class LatencyWindow {
    private long[] nanos = new long[1024];
    private int count;
    private long errors;

    /**
     * What ended in a window.
     *
     * @param p50Ms latency that half of the successful requests did not exceed, ms; empty if there was none
     * @param p99Ms the same of 99 of 100
     * @param p999Ms the same of 999 of 1000
     */
    record Content(int completed, long errors, OptionalDouble p50Ms, OptionalDouble p99Ms, OptionalDouble p999Ms) {}

    synchronized void succeeded(long latencyNanos) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, count * 2);
        }
        nanos[count++] = latencyNanos;
    }

    synchronized void failed() {
        errors++;
    }

    /** What has been recorded since the last call. */
    synchronized Content take() {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        Content content = new Content(
                count, errors, percentileMs(sorted, 0.50), percentileMs(sorted, 0.99), percentileMs(sorted, 0.999));
        count = 0;
        errors = 0;
        return content;
    }

    /** The smallest of the ascending values that the given part of them does not exceed. */
    private static OptionalDouble percentileMs(long[] sorted, double part) {
        if (sorted.length == 0) {
            return OptionalDouble.empty();
        }
        int rank = (int) Math.ceil(part * sorted.length);
        return OptionalDouble.of(sorted[Math.max(rank, 1) - 1] / 1e6);
    }
}
