package io.sublet.e2e.command;

import io.sublet.e2e.chart.ChartRelease;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.StateDirectory;
import java.time.Duration;
import picocli.CommandLine.Command;

/** Removes the release from the local cluster. */
@Command(name = "uninstall", description = "Uninstall the chart from the local cluster.")
public final class UninstallCommand implements Runnable {
    @Override
    public void run() {
        LocalCluster cluster = LocalCluster.running(StateDirectory.ofEnvironment())
                .orElseThrow(() -> new ClusterException("no local cluster is running"));
        new ChartRelease(cluster.kubeconfig(), ChartRelease.NAMESPACE).uninstall(Duration.ofSeconds(90));
    }
}
