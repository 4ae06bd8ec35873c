package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.local.CgroupLayout.Hierarchy;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The cluster's own group, {@code sublet-ID}, in every cgroup hierarchy of this machine: a group per machine of the
 * cluster below it, and in a node's group {@code system} for the node's own programs. A node's group is the root of
 * what the node sees; on cgroup v2 that group may hold no process itself, or it could not limit its children.
 */
record CgroupTree(CgroupLayout layout, String clusterId) {
    static final String SYSTEM = "system";
    private static final List<String> CPUSET_FILES = List.of("cpuset.cpus", "cpuset.mems");
    private static final Set<String> DELEGATED = Set.of("cpu", "cpuset", "memory", "io", "pids", "hugetlb");

    static CgroupTree ofMachine(String clusterId) {
        try {
            return new CgroupTree(CgroupLayout.parse(Files.readAllLines(Path.of("/proc/self/mountinfo"))), clusterId);
        } catch (IOException e) {
            throw new ClusterException("this machine's mounts cannot be read: " + e.getMessage(), e);
        }
    }

    /** The cluster's group in the hierarchy. */
    Path top(Hierarchy hierarchy) {
        return hierarchy.mount().resolve("sublet-" + clusterId);
    }

    /** The group of a machine of the cluster. */
    Path directory(Hierarchy hierarchy, String machine) {
        return top(hierarchy).resolve(machine);
    }

    /** The machine's group in every hierarchy. */
    List<Path> directories(String machine) {
        return layout.hierarchies().stream().map(h -> directory(h, machine)).toList();
    }

    /** The groups of a node's own programs in every hierarchy. */
    List<Path> systemDirectories(String node) {
        return directories(node).stream().map(path -> path.resolve(SYSTEM)).toList();
    }

    /** The controllers that the unified hierarchy can hand on; empty where there is none. */
    Set<String> unifiedControllers() {
        return layout.hierarchies().stream()
                .filter(Hierarchy::isUnified)
                .findFirst()
                .map(h -> words(h.mount().resolve("cgroup.controllers")))
                .orElse(Set.of());
    }

    /** Controllers that have to be switched on below the machine's root before {@link #create}; cgroup v2 only. */
    List<String> controllersToEnable() {
        if (!layout.isUnifiedAlone()) {
            return List.of();
        }
        Set<String> on = words(layout.with("").mount().resolve("cgroup.subtree_control"));
        return unifiedControllers().stream()
                .filter(DELEGATED::contains)
                .filter(controller -> !on.contains(controller))
                .sorted()
                .toList();
    }

    /** Switches controllers on ('+') or off ('-') for the children of the machine's root. */
    void switchControllers(char sign, List<String> controllers) {
        for (String controller : controllers) {
            write(layout.with("").mount().resolve("cgroup.subtree_control"), sign + controller);
        }
    }

    /** Makes the groups of a machine; those of a node get a {@code system} group. */
    void create(String machine, boolean isNode) {
        for (Hierarchy hierarchy : layout.hierarchies()) {
            make(hierarchy, top(hierarchy), true);
            make(hierarchy, directory(hierarchy, machine), isNode);
            if (isNode) {
                make(hierarchy, directory(hierarchy, machine).resolve(SYSTEM), false);
            }
        }
    }

    /** On cgroup v2 a group either {@code delegates} its controllers to groups below it or holds processes. */
    private void make(Hierarchy hierarchy, Path group, boolean delegates) {
        StateDirectory.directory(group);
        if (hierarchy.has("cpuset") && !hierarchy.isUnified()) {
            // A new cpuset of cgroup v1 is empty and takes no process.
            CPUSET_FILES.forEach(file -> write(
                    group.resolve(file),
                    StateDirectory.read(group.resolveSibling("").resolve(file)).strip()));
        }
        if (layout.isUnifiedAlone() && delegates) {
            words(group.resolve("cgroup.controllers")).stream()
                    .filter(DELEGATED::contains)
                    .sorted()
                    .forEach(controller -> write(group.resolve("cgroup.subtree_control"), "+" + controller));
        }
    }

    /** Whether any of the cluster's groups is there. */
    boolean exists() {
        return !groups().isEmpty();
    }

    /** Ids of all processes in the cluster's groups. */
    List<Long> processes() {
        return groups().stream()
                .flatMap(group -> words(group.resolve("cgroup.procs")).stream())
                .map(Long::valueOf)
                .filter(pid -> pid > 0)
                .distinct()
                .toList();
    }

    /**
     * Removes the cluster's groups as far as they are empty.
     *
     * @return the groups that are left
     */
    List<Path> remove() {
        List<Path> left = new ArrayList<>();
        for (Path group : groups().reversed()) {
            try {
                Files.deleteIfExists(group);
            } catch (IOException e) {
                left.add(group);
            }
        }
        return left;
    }

    /** All groups, parents before children. */
    private List<Path> groups() {
        List<Path> found = new ArrayList<>();
        layout.hierarchies().forEach(hierarchy -> collect(top(hierarchy), found));
        return found;
    }

    private static void collect(Path group, List<Path> found) {
        if (!Files.isDirectory(group)) {
            return;
        }
        found.add(group);
        try (DirectoryStream<Path> children = Files.newDirectoryStream(group, Files::isDirectory)) {
            children.forEach(child -> collect(child, found));
        } catch (NoSuchFileException e) {
            // Removed between being seen and being read, which is what it is collected for.
            found.remove(group);
        } catch (IOException e) {
            throw new ClusterException("cannot list the cgroup " + group + ": " + e.getMessage(), e);
        }
    }

    private static Set<String> words(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.flatMap(line -> Stream.of(line.split(" ")))
                    .filter(word -> !word.isEmpty())
                    .collect(java.util.stream.Collectors.toSet());
        } catch (NoSuchFileException e) {
            return Set.of();
        } catch (IOException | java.io.UncheckedIOException e) {
            // A group that is being removed answers a read with ENODEV.
            return Set.of();
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new ClusterException("cannot write '" + text + "' to " + file + ": " + e.getMessage(), e);
        }
    }
}
