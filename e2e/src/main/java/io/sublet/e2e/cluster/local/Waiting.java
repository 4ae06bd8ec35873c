package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for something that another process does. */
final class Waiting {
    private static final Duration PAUSE = Duration.ofMillis(50);

    private Waiting() {}

    /**
     * Asks again until there is an answer.
     *
     * @param failure the message when there is none in time; asked for only then
     */
    static <T> T until(Duration limit, Supplier<Optional<T>> question, Supplier<String> failure) {
        long end = System.nanoTime() + limit.toNanos();
        do {
            Optional<T> answer = question.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            pause();
        } while (System.nanoTime() < end);
        throw new ClusterException(failure.get());
    }

    /** As {@link #until}, for a condition without a value. */
    static void untilTrue(Duration limit, Supplier<Boolean> condition, Supplier<String> failure) {
        until(limit, () -> condition.get() ? Optional.of(true) : Optional.empty(), failure);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }
}
