package io.sublet.extender.http;

import java.time.Duration;

/**
 * What is answered at all.
 *
 * @param maxInFlight requests at once
 * @param deadline from the head of a request to its answer, below the scheduler's timeout
 * @param maxBody bytes of a request
 */
public record Limits(int maxInFlight, Duration deadline, long maxBody) {
    public Limits {
        if (maxInFlight < 1 || deadline.isNegative() || deadline.isZero() || maxBody < 1) {
            throw new IllegalArgumentException("limits must be positive, were " + maxInFlight + " requests, " + deadline
                    + ", " + maxBody + " bytes");
        }
    }
}
