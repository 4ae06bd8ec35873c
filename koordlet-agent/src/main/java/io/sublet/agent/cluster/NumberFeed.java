package io.sublet.agent.cluster;

/** The numbers that rules take from Prometheus and from pods themselves. */
public interface NumberFeed {
    /**
     * What was answered last; an answer that is too old is missing.
     *
     * @param nanoTime monotonic
     */
    ExternalNumbers numbers(long nanoTime);
}
