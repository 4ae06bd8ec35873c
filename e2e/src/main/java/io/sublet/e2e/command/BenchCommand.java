package io.sublet.e2e.command;

import io.sublet.e2e.bench.BenchReport;
import io.sublet.e2e.bench.ProtectBench;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures on a cluster of its own. */
@Command(name = "bench", description = "Measure what batch costs the online service; figures go to target/bench.")
public final class BenchCommand implements Runnable {
    private static final StateDirectory STATE = StateDirectory.at(Path.of("target", "bench-cluster"));

    @Option(names = "--rounds", defaultValue = "3", description = "how often each figure is measured")
    private int rounds;

    @Override
    public void run() {
        Progress progress = new Progress(System.out);
        try (ClusterUnderTest cluster = LocalCluster.up(STATE, new ClusterSpec(1, 0, 1), progress)) {
            ProtectBench.run(cluster, rounds, progress);
        } finally {
            LocalCluster.down(STATE, progress);
        }
        BenchReport.print(System.out);
    }
}
