package io.sublet.e2e.command;

import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import io.sublet.e2e.cluster.source.ClusterSource;
import io.sublet.e2e.demo.DemoStory;
import picocli.CommandLine.Command;

/** Tells the story of colocation on a real node. */
@Command(name = "demo", description = "Install Sublet into the local cluster and show what it does under a surge.")
public final class DemoCommand implements Runnable {
    @Override
    public void run() {
        Progress progress = new Progress(System.out);
        ClusterSpec oneNode = new ClusterSpec(1, 0, 1);
        try (ClusterUnderTest cluster =
                ClusterSource.ofEnvironment().open(StateDirectory.ofEnvironment(), oneNode, progress)) {
            DemoStory.install(cluster, progress);
            DemoStory.tell(cluster, progress.out());
            DemoStory.farewell(cluster, progress);
        }
    }
}
