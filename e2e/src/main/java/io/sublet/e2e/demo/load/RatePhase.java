package io.sublet.e2e.demo.load;

import java.util.concurrent.atomic.AtomicInteger;

/** The requests that were due while one rate was in force, and what became of them; safe for many threads. */
final class RatePhase {
    private final double rate;
    private final LatencyWindow window = new LatencyWindow();
    private final AtomicInteger waiting = new AtomicInteger();

    /** @param rate per second */
    RatePhase(double rate) {
        this.rate = rate;
    }

    double rate() {
        return rate;
    }

    void sent() {
        waiting.incrementAndGet();
    }

    /** A request that was not sent because too many were waiting. */
    void refused() {
        window.failed();
    }

    void ended(boolean succeeded, long latencyNanos) {
        if (succeeded) {
            window.succeeded(latencyNanos);
        } else {
            window.failed();
        }
        waiting.decrementAndGet();
    }

    /** Whether no request waits any more. */
    boolean isAnswered() {
        return waiting.get() == 0;
    }

    LatencyWindow.Content content() {
        return window.take();
    }
}
