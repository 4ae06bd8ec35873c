package io.sublet.e2e.bench.agent;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Control groups as a kubelet makes them, below a group of the benchmark's own, without processes in them: what the agent reads costs the
 * same. The half of the pods is in the best-effort tier.
 */
final class PodTree implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final List<String> CONTROLLERS = List.of("cpu", "cpuacct", "cpuset", "memory", "blkio");
    private static final String NAME = "sublet-bench-";

    private final String base = "/" + NAME + ProcessHandle.current().pid();
    private final List<Path> made = new ArrayList<>();

    /**
     * Makes the groups.
     *
     * @throws ClusterException if this machine's control groups cannot be written
     */
    PodTree(List<BenchPod> pods) {
        try {
            removeLeft();
            for (String group : List.of("", "/kubepods", "/kubepods/besteffort", "/kubepods/burstable")) {
                add(group);
            }
            for (BenchPod pod : pods) {
                addPod(pod);
            }
        } catch (IOException e) {
            close();
            throw new ClusterException("control groups cannot be made below " + ROOT + base + "; run as root", e);
        }
    }

    /** The groups of benchmarks that were killed: the process that the name is of is no more. */
    private static void removeLeft() throws IOException {
        for (Path root : roots()) {
            try (DirectoryStream<Path> groups = Files.newDirectoryStream(root, PodTree::isLeft)) {
                for (Path group : groups) {
                    removeAll(group);
                }
            }
        }
    }

    private static boolean isLeft(Path group) {
        String name = group.getFileName().toString();
        return name.matches(NAME + "\\d{1,10}")
                && ProcessHandle.of(Long.parseLong(name.substring(NAME.length())))
                        .isEmpty();
    }

    private static void removeAll(Path group) throws IOException {
        try (Stream<Path> walk = Files.walk(group)) {
            walk.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).forEach(PodTree::remove);
        }
    }

    /** The cgroup root that a kubelet would have been given. */
    String base() {
        return base;
    }

    /** Makes the groups of one more pod. */
    void add(BenchPod pod) {
        try {
            addPod(pod);
        } catch (IOException e) {
            throw new ClusterException("the control groups of a pod cannot be made below " + ROOT + base, e);
        }
    }

    /** Removes the groups of a pod. */
    void remove(BenchPod pod) {
        List<Path> gone = new ArrayList<>();
        for (Path root : roots()) {
            pod.containers().forEach(container -> gone.add(Path.of(root + base + pod.group() + "/" + container)));
            gone.add(Path.of(root + base + pod.group()));
        }
        gone.forEach(PodTree::remove);
        made.removeAll(Set.copyOf(gone));
    }

    private void addPod(BenchPod pod) throws IOException {
        add(pod.group());
        for (String container : pod.containers()) {
            add(pod.group() + "/" + container);
        }
    }

    private void add(String group) throws IOException {
        for (Path root : roots()) {
            Path directory = Path.of(root + base + group);
            Files.createDirectory(directory);
            made.add(directory);
        }
    }

    /** Of each controller on cgroup v1, of all of them on v2. */
    private static List<Path> roots() {
        return Files.exists(ROOT.resolve("cgroup.controllers"))
                ? List.of(ROOT)
                : CONTROLLERS.stream()
                        .map(ROOT::resolve)
                        .filter(Files::isDirectory)
                        .map(PodTree::real)
                        .distinct()
                        .toList();
    }

    /** The hierarchies of cpu and cpuacct are one on many machines. */
    private static Path real(Path hierarchy) {
        try {
            return hierarchy.toRealPath();
        } catch (IOException e) {
            throw new ClusterException("cannot read " + hierarchy, e);
        }
    }

    @Override
    public void close() {
        for (Path directory : made.reversed()) {
            remove(directory);
        }
        made.clear();
    }

    private static void remove(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new ClusterException("cannot remove " + directory, e);
        }
    }
}
