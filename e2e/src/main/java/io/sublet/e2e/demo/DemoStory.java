package io.sublet.e2e.demo;

import io.sublet.e2e.chart.ChartRelease;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.KubePrograms;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.install.Artifacts;
import io.sublet.e2e.install.Installation;
import io.sublet.e2e.scenario.ScenarioValues;
import java.io.PrintStream;
import java.time.Duration;

/** The demonstration from the installation to the commands with which to look around. */
public final class DemoStory {
    private static final Duration INSTALLATION = Duration.ofMinutes(4);

    private DemoStory() {}

    /** {@link ClusterException} if the cluster cannot show what the story shows: the control groups of a node, and a client in its network. */
    public static void require(ClusterUnderTest cluster) {
        if (cluster.nodes().isEmpty()) {
            throw new ClusterException("the story needs a real node, and " + cluster.description()
                    + " has none: as root, run 'make down' and then 'make demo'");
        }
        cluster.access(cluster.nodes().getFirst()).orThrow();
        cluster.controlPlaneNetwork().orThrow();
    }

    /** Installs Sublet as the story needs it. */
    public static void install(ClusterUnderTest cluster, Progress progress) {
        Installation installation =
                progress.step("images and chart made", () -> Installation.of(Artifacts.ofWorkingDirectory()));
        progress.run(
                "installed, all pods ready",
                () -> installation.into(cluster, ScenarioValues.of(1), INSTALLATION, name -> {}));
    }

    /**
     * Tells the story once.
     *
     * @throws ClusterException if something that has to happen does not
     */
    public static void tell(ClusterUnderTest cluster, PrintStream out) {
        try (Demo demo = new Demo(cluster, DemoPlan.USUAL, out)) {
            demo.run();
        }
    }

    /** Says with which commands to look around. */
    public static void farewell(ClusterUnderTest cluster, Progress progress) {
        progress.say("");
        progress.say("The cluster keeps running; 'make down' removes it. To look around:");
        progress.say("  " + KubePrograms.find().shell(cluster.kubeconfig()));
        progress.say("  kubectl get nodes -o custom-columns='NODE:.metadata.name,"
                + "BATCH-CPU:.status.allocatable.kubernetes\\.io/batch-cpu,"
                + "BATCH-MEMORY:.status.allocatable.kubernetes\\.io/batch-memory'");
        progress.say("  kubectl get --raw '/api/v1/namespaces/" + ChartRelease.NAMESPACE
                + "/services/sublet-manager:http/proxy/explain/node/"
                + cluster.nodes().getFirst() + "?format=text'");
        progress.say("  kubectl -n " + ChartRelease.NAMESPACE + " logs daemonset/sublet-agent");
        progress.say("  make cli && export PATH=$PATH:$PWD/target/cli && kubectl sublet status");
    }
}
