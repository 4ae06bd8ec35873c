package io.sublet.e2e.command;

import io.sublet.e2e.cluster.local.KubePrograms;
import picocli.CommandLine.Command;

/** Prints where kubectl is. */
@Command(name = "kubectl-path", description = "Print the path of kubectl.")
public final class KubectlPathCommand implements Runnable {
    @Override
    public void run() {
        System.out.println(KubePrograms.find().program("kubectl"));
    }
}
