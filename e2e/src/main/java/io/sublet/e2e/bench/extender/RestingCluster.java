package io.sublet.e2e.bench.extender;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The cluster's own programs, which this one has started, stopped for a while: what is measured has the processors of its machine for
 * itself, as it has them where the control plane runs elsewhere. Connections stay open.
 */
final class RestingCluster implements AutoCloseable {
    private final List<String> pids;

    private RestingCluster(List<String> pids) {
        this.pids = pids;
    }

    /** Stops all that this program has started but the given processes. */
    static RestingCluster beside(Set<Long> measured) {
        RestingCluster resting = new RestingCluster(ProcessHandle.current()
                .children()
                .map(ProcessHandle::pid)
                .filter(pid -> !measured.contains(pid))
                .map(String::valueOf)
                .toList());
        resting.signal("STOP");
        return resting;
    }

    private void signal(String name) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        command.addAll(pids);
        try {
            if (!pids.isEmpty()
                    && new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new ClusterException("a program of the cluster has ended");
            }
        } catch (IOException e) {
            throw new ClusterException("the cluster's programs cannot be signalled", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    @Override
    public void close() {
        signal("CONT");
    }
}
