package io.sublet.e2e.command;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sublet.e2e.sim.Simulation;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Keeps simulated nodes in a cluster until it is killed; {@code up} starts it. */
@Command(name = "simulate", description = "Keep simulated nodes in a cluster until this process ends.")
public final class SimulateCommand implements Callable<Integer> {
    @Option(names = "--kubeconfig", required = true, description = "of the cluster that gets the nodes")
    private Path kubeconfig = Path.of("");

    @Option(names = "--nodes", required = true, description = "how many")
    private int nodes;

    @Option(names = "--seed", defaultValue = "1", description = "of their usage")
    private long seed;

    @Override
    public Integer call() throws Exception {
        Config config = Config.fromKubeconfig(java.nio.file.Files.readString(kubeconfig));
        new Simulation(new KubernetesClientBuilder().withConfig(config).build(), seed, Clock.systemUTC()).start(nodes);
        Thread.currentThread().join();
        return 0;
    }
}
