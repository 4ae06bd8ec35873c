package io.sublet.e2e.cluster.local;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.sublet.e2e.sim.Simulation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts the process that keeps the simulated nodes. */
record SimulatedNodes(StateDirectory state, Launcher launcher, ClusterSpec spec) {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    void start(KubernetesClient client) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        ProcessRecord process = launcher.startBeside(
                ClusterState.SIMULATION,
                List.of(
                        java.toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-cp",
                        absolute(System.getProperty("java.class.path")),
                        "io.sublet.e2e.Main",
                        "simulate",
                        "--kubeconfig=" + state.kubeconfig(),
                        "--nodes=" + spec.simulatedNodes(),
                        "--seed=" + spec.seed()));
        Path log = state.logs().resolve(ClusterState.SIMULATION + ".log");
        Waiting.untilTrue(
                LIMIT,
                () -> ready(client) == spec.simulatedNodes(),
                () -> ready(client) + " of " + spec.simulatedNodes() + " simulated nodes are Ready"
                        + (process.isAlive() ? "" : " and the simulation has ended") + ", see " + log);
    }

    private static long ready(KubernetesClient client) {
        return client.nodes().withLabel(Simulation.LABEL).list().getItems().stream()
                .filter(Readiness::isNodeReady)
                .count();
    }

    /** The process runs in the state directory; a class path may be relative to this one's. */
    private static String absolute(String classPath) {
        return java.util.Arrays.stream(classPath.split(":"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(java.util.stream.Collectors.joining(":"));
    }
}
