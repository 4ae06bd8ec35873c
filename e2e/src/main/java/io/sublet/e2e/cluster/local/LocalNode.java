package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.CommandRunner;
import io.sublet.e2e.cluster.NodeAccess;
import java.nio.file.Path;

/** A node of the local cluster, which is a set of namespaces of this machine. */
record LocalNode(StateDirectory state, CgroupTree cgroups, NodeAddress node) implements NodeAccess {
    @Override
    public String address() {
        return node.address();
    }

    @Override
    public Path cgroup(String controller) {
        return cgroups.directory(cgroups.layout().with(controller), node.name());
    }

    @Override
    public Path path(String pathOnNode) {
        Path absolute = Path.of(pathOnNode);
        Path disk = Path.of("/var");
        // Everything but its disk is only in the node's mounts, which its first process shows.
        return absolute.startsWith(disk)
                ? NodeMachine.disk(state, node).resolve(disk.relativize(absolute))
                : Path.of("/proc", Long.toString(pid()), "root")
                        .resolve(Path.of("/").relativize(absolute));
    }

    @Override
    public CommandRunner runner() {
        return command -> new ProcessBuilder(Commands.inMachine(pid(), command));
    }

    @Override
    public CommandRunner network() {
        return command -> new ProcessBuilder(Commands.inNetwork(pid(), command));
    }

    @Override
    public long pid() {
        return Machine.of(state, node.name()).firstProcess();
    }
}
