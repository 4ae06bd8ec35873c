package io.sublet.e2e.cluster;

import java.nio.file.Path;

/** The machine under a node, seen from the machine that the tests run on. */
public interface NodeAccess {
    /** The node's InternalIP. */
    String address();

    /**
     * The directory that the node sees as its cgroup root.
     *
     * @param controller a cgroup v1 controller ("cpu", "memory", …), or "" for the unified hierarchy; on a machine
     *     with cgroup v2 alone every controller is in the unified hierarchy
     * @throws ClusterException if the machine has no hierarchy with that controller
     */
    Path cgroup(String controller);

    /** Where a path of the node (such as {@code /var/lib/sublet-agent}) is on this machine. */
    Path path(String pathOnNode);

    /** Runs commands in all of the node's namespaces: its network, mounts, processes and cgroups. */
    CommandRunner runner();

    /** Runs commands in the node's network namespace alone, with this machine's files. */
    CommandRunner network();

    /** Process id, on this machine, of the node's first process. */
    long pid();
}
