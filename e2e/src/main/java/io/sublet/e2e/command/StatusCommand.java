package io.sublet.e2e.command;

import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.StateDirectory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says whether the local cluster runs. */
@Command(name = "status", description = "Say whether the local cluster runs; exit code 1 if it does not.")
public final class StatusCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        StateDirectory state = StateDirectory.ofEnvironment();
        return LocalCluster.running(state)
                .map(cluster -> {
                    System.out.println("running: " + cluster.description());
                    System.out.println("export KUBECONFIG=" + cluster.kubeconfig());
                    return 0;
                })
                .orElseGet(() -> {
                    System.out.println("not running, or not whole: state in " + state.root());
                    return 1;
                });
    }
}
