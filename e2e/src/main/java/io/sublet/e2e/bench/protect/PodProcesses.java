package io.sublet.e2e.bench.protect;

import io.fabric8.kubernetes.api.model.Pod;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.scenario.GroupCpu;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processes of a pod. They can be stopped and let go on, so that batch is there or not from one moment to the next, and they tell how long they have waited
 * for a CPU.
 */
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

    /** As {@link #goOn}, without waiting for it. */
    Signal beginToGoOn() {
        return begin("CONT");
    }

    /** A signal on its way. */
    record Signal(Process kill) {
        /** @throws ClusterException if it could not be given */
        void check() {
            if (!kill.isAlive() && kill.exitValue() != 0) {
                throw new ClusterException("the processes of the pod are not there any more");
            }
        }
    }

    private void signal(String name) {
        Signal signal = begin(name);
        try {
            signal.kill().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
        signal.check();
    }

    private Signal begin(String name) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        command.addAll(ids());
        try {
            return new Signal(new ProcessBuilder(command).inheritIO().start());
        } catch (IOException e) {
            throw new ClusterException("the processes of the pod cannot be told to " + name, e);
        }
    }

    /**
     * How long, in nanoseconds, the threads that live have been ready to run without a CPU: the second number of each schedstat (sched-stats of the
     * kernel's documentation). It has no part of the client, and none of pauses that the program makes itself.
     */
    long waitedNanos() {
        long sum = 0;
        for (String id : ids()) {
            try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc", id, "task"))) {
                for (Path thread : threads) {
                    sum += waitedNanos(thread);
                }
            } catch (IOException e) {
                throw new ClusterException("the processes of the pod are not there any more", e);
            }
        }
        return sum;
    }

    private static long waitedNanos(Path thread) throws IOException {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[1]);
        } catch (NoSuchFileException e) {
            // Ended since it was listed.
            return 0;
        }
    }

    private List<String> ids() {
        List<String> ids = new ArrayList<>();
        try (Stream<Path> groups = Files.walk(group)) {
            for (Path file :
                    groups.filter(path -> path.endsWith("cgroup.procs")).toList()) {
                ids.addAll(Files.readAllLines(file));
            }
        } catch (IOException e) {
            throw new ClusterException("the processes of the pod cannot be found", e);
        }
        return ids;
    }
}
