package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Removes a cluster, whatever state it is in:
 *
 * <ol>
 *   <li>the recorded processes are killed; the end of a machine's first process is the end of all its processes, and
 *       with the last of them the kernel removes its namespaces, that is mounts, links, routes and iptables chains,
 *   <li>whatever is still in the cluster's own cgroups is killed, and the cgroups are removed,
 *   <li>the state directory is deleted, its record last.
 * </ol>
 *
 * Each part is found again by what was recorded, so that it can be repeated after a crash in the middle of it.
 */
final class Teardown {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final StateDirectory state;
    private final Progress progress;
    private final CgroupTree cgroups;

    private Teardown(StateDirectory state, Progress progress) {
        this.state = state;
        this.progress = progress;
        this.cgroups = CgroupTree.ofMachine(state.clusterId());
    }

    /** Whether there is anything to remove. */
    static boolean isNeeded(StateDirectory state) {
        return Files.exists(state.processes())
                || Files.exists(state.record())
                || Files.exists(state.logs())
                || CgroupTree.ofMachine(state.clusterId()).exists();
    }

    /**
     * Removes the cluster of the state directory.
     *
     * The lock and the directory itself are left to the one who holds the lock.
     *
     * @param keepLogs leaves the log files, which a failed start points to
     */
    static void run(StateDirectory state, Progress progress, boolean keepLogs) {
        new Teardown(state, progress).run(keepLogs);
    }

    private void run(boolean keepLogs) {
        List<String> enabled =
                ClusterState.find(state).map(ClusterState::controllersEnabled).orElse(List.of());
        progress.run("processes stopped", this::stopProcesses);
        progress.run("cgroups removed", () -> removeCgroups(enabled));
        progress.run("state removed", () -> removeState(keepLogs));
    }

    private List<ProcessRecord> records() {
        List<ProcessRecord> found = new ArrayList<>();
        if (!Files.isDirectory(state.processes())) {
            return found;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(state.processes())) {
            // A record that is only half written is a process that has not become its program.
            files.forEach(file -> ProcessRecord.read(file).ifPresent(found::add));
        } catch (IOException e) {
            throw new ClusterException("cannot list " + state.processes() + ": " + e.getMessage(), e);
        }
        return found;
    }

    private void stopProcesses() {
        Waiting.untilTrue(
                LIMIT,
                () -> {
                    List<ProcessRecord> alive =
                            records().stream().filter(ProcessRecord::isAlive).toList();
                    alive.forEach(ProcessRecord::kill);
                    List<ProcessRecord> members = members();
                    members.forEach(ProcessRecord::kill);
                    return alive.isEmpty() && members.isEmpty();
                },
                () -> "these processes do not end: " + members() + records());
    }

    private List<ProcessRecord> members() {
        return cgroups.processes().stream()
                .map(pid -> ProcessRecord.running("in the cluster's cgroups", pid))
                .flatMap(Optional::stream)
                .filter(ProcessRecord::isAlive)
                .toList();
    }

    private void removeCgroups(List<String> enabled) {
        Waiting.untilTrue(
                LIMIT, () -> cgroups.remove().isEmpty(), () -> "these cgroups cannot be removed: " + cgroups.remove());
        cgroups.switchControllers('-', enabled);
    }

    private void removeState(boolean keepLogs) {
        if (!Files.isDirectory(state.root())) {
            return;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(state.root())) {
            for (Path entry : entries) {
                boolean kept = keepLogs && entry.equals(state.logs());
                if (!kept && !entry.equals(state.record()) && !entry.equals(state.lock())) {
                    delete(entry);
                }
            }
            Files.deleteIfExists(state.record());
        } catch (IOException e) {
            throw new ClusterException("cannot remove " + e.getMessage(), e);
        }
    }

    private static void delete(Path root) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path directory, @org.jspecify.annotations.Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
