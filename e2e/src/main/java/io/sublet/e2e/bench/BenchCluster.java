package io.sublet.e2e.bench;

import io.sublet.e2e.cluster.CleanEnd;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.Consumer;

/** The cluster that benchmarks measure on: new for each, and apart from the one of {@code make up}. */
public final class BenchCluster {
    private static final Path TARGET = Path.of("target");
    private static final StateDirectory STATE = StateDirectory.at(TARGET.resolve("bench-cluster"));

    /** Held as long as a benchmark measures, so that what is found of a cluster without it was left by one that was ended. */
    private static final Path LOCK = TARGET.resolve("bench.lock");

    /** How long a measurement may take to notice that it is interrupted. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private BenchCluster() {}

    /**
     * Starts a cluster, measures on it, and removes it. What a benchmark that was interrupted has left is removed first.
     *
     * @throws ClusterException if another benchmark measures in this directory
     */
    public static void measureOn(ClusterSpec spec, Progress progress, Consumer<ClusterUnderTest> measurement) {
        try (FileChannel lock = lock()) {
            if (lock.tryLock() == null) {
                throw new ClusterException("another benchmark is at work in this directory");
            }
            if (LocalCluster.down(STATE, progress)) {
                progress.say("removed what an interrupted benchmark had left");
            }
            new CleanEnd(
                            "interrupted: removing the cluster of the benchmark",
                            PATIENCE,
                            () -> LocalCluster.down(STATE, progress))
                    .during(() -> {
                        upAndDown(spec, progress, measurement);
                        return true;
                    });
        } catch (IOException e) {
            throw new ClusterException("cannot lock " + LOCK + ": " + e.getMessage(), e);
        }
    }

    private static void upAndDown(ClusterSpec spec, Progress progress, Consumer<ClusterUnderTest> measurement) {
        try (ClusterUnderTest cluster = LocalCluster.up(STATE, spec, progress)) {
            if (spec.nodes() > 0 && cluster.nodes().isEmpty()) {
                throw new ClusterException("this benchmark needs a real node, and that needs root");
            }
            measurement.accept(cluster);
        } finally {
            CleanEnd.removal(() -> LocalCluster.down(STATE, progress));
        }
    }

    /**
     * Removes what a benchmark that was killed has left.
     *
     * @return whether there was anything; false, too, where a benchmark is at work
     */
    public static boolean removeLeft(Progress progress) {
        try (FileChannel lock = lock()) {
            return lock.tryLock() != null && LocalCluster.down(STATE, progress);
        } catch (IOException e) {
            throw new ClusterException("cannot lock " + LOCK + ": " + e.getMessage(), e);
        }
    }

    private static FileChannel lock() throws IOException {
        Files.createDirectories(TARGET);
        return FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
