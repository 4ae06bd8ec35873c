package io.sublet.e2e.bench.protect;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.NodeAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs that run on the node's machine and belong to no pod: the cluster's control plane and the client. They get groups in that of the node, beside
 * the kubelet's, so that the agent sees the whole machine in its root group, as on a machine of its own.
 *
 * <p>On a cluster they have machines of their own. The client therefore goes before all else: what is measured is not its own waiting. The control plane gets a quarter of the
 * weight that all pods have together, with which it goes on working and rarely goes before the online service.
 */
final class MachineCompany {
    private static final String CONTROL_PLANE = "control-plane";
    private static final List<String> CONTROLLERS = List.of("cpu", "cpuacct");

    /** The most that the kernel takes, in shares. */
    private static final long FIRST = 262_144;

    private static final double OF_ALL_PODS = 0.25;

    private final NodeAccess node;

    private MachineCompany(NodeAccess node) {
        this.node = node;
    }

    /** With the control plane in it. */
    static MachineCompany of(NodeAccess node) {
        MachineCompany company = new MachineCompany(node);
        Path pods = node.cgroup("cpu").resolve("kubepods");
        Path group = node.cgroup("cpu").resolveSibling(CONTROL_PLANE);
        company.move(CONTROL_PLANE, lines(group.resolve("cgroup.procs")), (long)
                (OF_ALL_PODS * Long.parseLong(lines(weight(pods)).getFirst())));
        return company;
    }

    /** Takes in a client. */
    void join(long client) {
        Path weight = weight(node.cgroup("cpu"));
        move("client", List.of(Long.toString(client)), weight.endsWith("cpu.weight") ? 10_000 : FIRST);
    }

    private void move(String name, List<String> processes, long weight) {
        Stream<Path> roots = CONTROLLERS.stream().map(node::cgroup).distinct();
        for (Path group : roots.map(root -> root.resolve(name)).toList()) {
            try {
                Files.createDirectories(group);
                if (Files.exists(weight(group))) {
                    Files.writeString(weight(group), Long.toString(weight));
                }
                for (String process : processes) {
                    Files.writeString(group.resolve("cgroup.procs"), process);
                }
            } catch (IOException e) {
                throw new ClusterException(name + " cannot be moved into a group of the node: " + e);
            }
        }
    }

    private static Path weight(Path group) {
        Path unified = group.resolve("cpu.weight");
        return Files.exists(unified) ? unified : group.resolve("cpu.shares");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new ClusterException("a cgroup of the node cannot be read: " + e);
        }
    }
}
