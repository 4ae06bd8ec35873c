package io.sublet.e2e.cluster;

import java.util.List;

/** Starts processes somewhere else than in this process's own namespaces. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * A process builder whose command runs there. The caller redirects, starts and waits as with any other.
     *
     * @throws ClusterException if that place is no longer there
     */
    ProcessBuilder command(List<String> command);
}
