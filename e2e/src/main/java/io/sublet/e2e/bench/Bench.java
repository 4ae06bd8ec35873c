package io.sublet.e2e.bench;

import io.sublet.e2e.cluster.local.Progress;

/** One benchmark. It starts what it measures and stops it again, whether it succeeds or fails. */
public interface Bench {
    /** What selects it, and what its file in {@code target/bench} is called. */
    String name();

    /** Whether it runs only if it is selected, because its length is its purpose. */
    default boolean onlyByName() {
        return false;
    }

    /** How often it measures if nobody says how often. */
    default int usualRounds() {
        return 3;
    }

    /**
     * Reads all that can be said to it, before anything is built or started.
     *
     * @throws io.sublet.e2e.cluster.ClusterException with one sentence about what cannot be used
     */
    default void check(BenchSettings settings) {}

    /**
     * Measures and keeps the figures.
     *
     * @param settings checked
     * @param rounds how often each figure is measured
     * @throws io.sublet.e2e.cluster.ClusterException with one line that says why it could not be measured
     */
    void run(BenchSettings settings, int rounds, Progress progress);
}
