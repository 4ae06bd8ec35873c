package io.sublet.e2e.command;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.KubePrograms;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Starts the local cluster. */
@Command(name = "up", description = "Start the local cluster, or say that it runs.")
public final class UpCommand implements Runnable {
    @Option(names = "--nodes", defaultValue = "1", description = "real nodes, 0 to 9; they need root")
    private int nodes;

    @Option(names = "--simulated-nodes", defaultValue = "0", description = "nodes without a machine, 0 to 10000")
    private int simulatedNodes;

    @Option(names = "--seed", defaultValue = "1", description = "seed of the simulated nodes' usage")
    private long seed;

    @Override
    public void run() {
        long start = System.nanoTime();
        Progress progress = new Progress(System.out);
        ClusterSpec spec = new ClusterSpec(nodes, simulatedNodes, seed);
        LocalCluster cluster = LocalCluster.up(StateDirectory.ofEnvironment(), spec, progress);
        if (!cluster.has(spec)) {
            throw new ClusterException("another one was asked for than the " + cluster.description()
                    + ", which keeps running: run 'make down' first");
        }
        progress.say("the cluster is up (" + (System.nanoTime() - start) / 1_000_000_000 + " s); to use it:");
        progress.say("  " + KubePrograms.find().shell(cluster.kubeconfig()));
        progress.say("  kubectl get nodes -o wide");
        cluster.nodes().forEach(node -> progress.say("  " + shell(cluster, node) + "    # a shell on " + node));
        progress.say("'make down' removes it");
    }

    private static String shell(LocalCluster cluster, String node) {
        return String.join(
                " ",
                cluster.access(node).orThrow().runner().command(List.of("sh")).command());
    }
}
