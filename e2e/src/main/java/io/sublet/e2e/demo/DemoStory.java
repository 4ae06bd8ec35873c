package io.sublet.e2e.demo;

import io.sublet.e2e.chart.ChartRelease;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.KubePrograms;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.install.Artifacts;
import io.sublet.e2e.install.Installation;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;

/** The demonstration from the installation to the commands with which to look around. */
public final class DemoStory {
    private static final Duration INSTALLATION = Duration.ofMinutes(4);

    /**
     * Reports every two seconds over short windows, so that a person can watch, and thresholds for a machine that runs
     * the control plane and the client on the node's own CPUs.
     */
    private static final Map<String, Object> VALUES = Map.of(
            "mode",
            "enforce",
            "manager",
            Map.of("replicas", 1),
            "webhook",
            Map.of("replicas", 1),
            "config",
            Map.of(
                    "colocation",
                    Map.of(
                            "enable", true,
                            "metricReportIntervalSeconds", 2,
                            "metricAggregateDurationSeconds", 10,
                            "cpuReclaimThresholdPercent", 90,
                            "memoryReclaimThresholdPercent", 65),
                    "resourceThreshold",
                    Map.of(
                            "clusterStrategy",
                            Map.of(
                                    "enable",
                                    true,
                                    "cpuSuppressThresholdPercent",
                                    80,
                                    "cpuSuppressPolicy",
                                    "cfsQuota"))));

    private DemoStory() {}

    /**
     * Installs Sublet as the story needs it.
     *
     * @throws ClusterException if the cluster has no real node
     */
    public static void install(ClusterUnderTest cluster, Progress progress) {
        if (cluster.nodes().isEmpty()) {
            throw new ClusterException("a real node is needed, and that needs root");
        }
        Installation installation =
                progress.step("images and chart made", () -> Installation.of(Artifacts.ofWorkingDirectory()));
        progress.run("installed, all pods ready", () -> installation.into(cluster, VALUES, INSTALLATION, name -> {}));
    }

    /**
     * Tells the story once.
     *
     * @throws ClusterException if something that has to happen does not
     */
    public static StoryResult tell(ClusterUnderTest cluster, PrintStream out) {
        try (Demo demo = new Demo(cluster, DemoPlan.USUAL, out)) {
            return demo.run();
        }
    }

    /** Says with which commands to look around. */
    public static void farewell(ClusterUnderTest cluster, Progress progress) {
        String kubectl = KubePrograms.find().program("kubectl") + " --kubeconfig=" + cluster.kubeconfig();
        progress.say("");
        progress.say("The cluster keeps running; 'make down' removes it. To look around:");
        progress.say("  " + kubectl + " get nodes -o custom-columns=NODE:.metadata.name,"
                + "BATCH-CPU:.status.allocatable.kubernetes\\.io/batch-cpu,"
                + "BATCH-MEMORY:.status.allocatable.kubernetes\\.io/batch-memory");
        progress.say("  " + kubectl + " get --raw /api/v1/namespaces/" + ChartRelease.NAMESPACE
                + "/services/sublet-manager:8080/proxy/explain/node/"
                + cluster.nodes().getFirst());
        progress.say("  " + kubectl + " -n " + ChartRelease.NAMESPACE + " logs daemonset/sublet-agent");
    }
}
