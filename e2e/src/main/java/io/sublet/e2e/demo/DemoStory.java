package io.sublet.e2e.demo;

import io.sublet.e2e.chart.ChartRelease;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.KubePrograms;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.install.Artifacts;
import io.sublet.e2e.install.Installation;
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
     * Installs Sublet and tells the story.
     *
     * @throws ClusterException if something that has to happen does not
     */
    public static void tell(ClusterUnderTest cluster, Progress progress) {
        if (cluster.nodes().isEmpty()) {
            throw new ClusterException("the demonstration needs a real node, which needs root");
        }
        Installation installation =
                progress.step("images and chart made", () -> Installation.of(Artifacts.ofWorkingDirectory()));
        progress.run("installed, all pods ready", () -> installation.into(cluster, VALUES, INSTALLATION, name -> {}));
        try (Demo demo = new Demo(cluster, DemoPlan.USUAL, progress.out())) {
            demo.run();
        }
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
