package io.sublet.e2e.bench.protect;

import io.fabric8.kubernetes.api.model.Pod;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.scenario.GroupCpu;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The processes of a pod, which can be stopped and let go on: batch is there or not from one moment to the next. */
final class PodProcesses {
    private final Path group;

    private PodProcesses(Path group) {
        this.group = group;
    }

    static PodProcesses of(NodeAccess node, Pod pod) {
        return new PodProcesses(GroupCpu.of(node, pod).directory());
    }

    void stop() {
        signal("STOP");
    }

    void goOn() {
        signal("CONT");
    }

    private void signal(String name) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        try (Stream<Path> groups = Files.walk(group)) {
            for (Path file :
                    groups.filter(path -> path.endsWith("cgroup.procs")).toList()) {
                command.addAll(Files.readAllLines(file));
            }
            if (command.size() == 2
                    || new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
                throw new ClusterException("the processes of the batch pod are not there any more");
            }
        } catch (IOException e) {
            throw new ClusterException("the processes of the batch pod cannot be found", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }
}
