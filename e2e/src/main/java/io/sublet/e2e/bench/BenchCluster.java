package io.sublet.e2e.bench;

import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import java.nio.file.Path;
import java.util.function.Consumer;

/** The cluster that benchmarks measure on: new for each, and apart from the one of {@code make up}. */
public final class BenchCluster {
    private static final StateDirectory STATE = StateDirectory.at(Path.of("target", "bench-cluster"));

    private BenchCluster() {}

    /** Starts a cluster, measures on it, and removes it. */
    public static void measureOn(ClusterSpec spec, Progress progress, Consumer<ClusterUnderTest> measurement) {
        try (ClusterUnderTest cluster = LocalCluster.up(STATE, spec, progress)) {
            measurement.accept(cluster);
        } finally {
            LocalCluster.down(STATE, progress);
        }
    }
}
