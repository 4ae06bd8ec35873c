package io.sublet.manager.reconcile;

import java.time.Duration;

/**
 * How long to wait after failures: twice as long after each, up to a limit, and a random part of it, so that many who failed at
 * once do not come back at once.
 *
 * @param first the longest wait after the first failure
 * @param last the longest wait after any number of failures
 */
public record Backoff(Duration first, Duration last) {
    private static final int MOST_DOUBLINGS = 20;

    /**
     * The wait, between half of what the number of failures calls for and all of it.
     *
     * @param failures in a row, at least 1
     * @param random in [0, 1)
     */
    public Duration after(int failures, double random) {
        int doublings = Math.clamp(failures - 1L, 0, MOST_DOUBLINGS);
        long ceiling = Math.min(first.toMillis() << doublings, last.toMillis());
        return Duration.ofMillis(ceiling / 2 + (long) (random * (ceiling - ceiling / 2)));
    }
}
