package io.sublet.e2e.command;

import io.sublet.e2e.bench.BenchCluster;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import picocli.CommandLine.Command;

/** Removes the local cluster, whatever state it is in. */
@Command(name = "down", description = "Stop the local cluster and remove all of it.")
public final class DownCommand implements Runnable {
    @Override
    public void run() {
        Progress progress = new Progress(System.out);
        StateDirectory state = StateDirectory.ofEnvironment();
        boolean removed = LocalCluster.down(state, progress);
        progress.say(removed ? "the cluster is gone" : "no cluster in " + state.root());
        if (BenchCluster.removeLeft(progress)) {
            progress.say("what an interrupted benchmark had left is gone, too");
        }
    }
}
