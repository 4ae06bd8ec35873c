package io.sublet.e2e.command;

import io.sublet.e2e.cluster.CleanEnd;
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
            DemoStory.require(cluster);
            new CleanEnd("interrupted: the cluster keeps running; 'make demo' begins anew, 'make down' removes it")
                    .during(() -> {
                        DemoStory.install(cluster, progress);
                        DemoStory.tell(cluster, progress.out());
                        return true;
                    });
            DemoStory.farewell(cluster, progress);
        }
    }
}
