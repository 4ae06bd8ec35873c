package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The cgroup hierarchies of this machine: several with cgroup v1 (a unified one may be beside them), or the unified
 * one alone with cgroup v2.
 */
record CgroupLayout(List<Hierarchy> hierarchies) {
    /** Without these a kubelet does not start. */
    private static final List<String> NEEDED = List.of("cpu", "cpuacct", "cpuset", "memory");

    private static final List<String> NEEDED_UNIFIED = List.of("cpu", "cpuset", "memory", "pids");

    /**
     * One mounted hierarchy.
     *
     * @param controllers cgroup v1 controllers ("cpu", "cpuacct", or "name=systemd" for one without); empty if unified
     */
    record Hierarchy(Path mount, Set<String> controllers) {
        boolean isUnified() {
            return controllers.isEmpty();
        }

        boolean has(String controller) {
            return controller.isEmpty() ? isUnified() : controllers.contains(controller);
        }
    }

    /** Reads the lines of {@code /proc/self/mountinfo}; mounts of part of a hierarchy are left out. */
    static CgroupLayout parse(List<String> mountinfo) {
        List<Hierarchy> found = new ArrayList<>();
        for (String line : mountinfo) {
            hierarchy(line).filter(h -> found.stream().noneMatch(same(h))).ifPresent(found::add);
        }
        return new CgroupLayout(List.copyOf(found));
    }

    private static java.util.function.Predicate<Hierarchy> same(Hierarchy other) {
        return h -> h.controllers.equals(other.controllers);
    }

    /** A line is "id parent device root mountpoint options… - type source superoptions" (proc(5)). */
    private static Optional<Hierarchy> hierarchy(String line) {
        String[] halves = line.split(" - ", 2);
        String[] left = halves[0].split(" ", -1);
        String[] right = halves.length == 2 ? halves[1].split(" ", -1) : new String[0];
        if (left.length < 6 || right.length < 3 || !left[3].equals("/")) {
            return Optional.empty();
        }
        Path mount = Path.of(left[4]);
        return switch (right[0]) {
            case "cgroup2" -> Optional.of(new Hierarchy(mount, Set.of()));
            case "cgroup" -> Optional.of(new Hierarchy(mount, controllers(right[2])));
            default -> Optional.empty();
        };
    }

    private static Set<String> controllers(String superOptions) {
        Set<String> options = Set.of("rw", "ro", "xattr", "none", "clone_children", "noprefix", "cpuset_v2_mode");
        return Arrays.stream(superOptions.split(","))
                .filter(option -> !options.contains(option) && !option.startsWith("release_agent="))
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }

    /** Whether the unified hierarchy is the only one. */
    boolean isUnifiedAlone() {
        return hierarchies.stream().allMatch(Hierarchy::isUnified);
    }

    Hierarchy with(String controller) {
        String wanted = isUnifiedAlone() ? "" : controller;
        return hierarchies.stream()
                .filter(h -> h.has(wanted))
                .findFirst()
                .orElseThrow(() -> new ClusterException(
                        "no cgroup hierarchy with the controller '" + controller + "' is mounted on this machine"));
    }

    /**
     * Checks that a node can live here.
     *
     * @param unifiedControllers content of {@code cgroup.controllers} of the unified root
     */
    void requireNodeControllers(Set<String> unifiedControllers) {
        List<String> missing = isUnifiedAlone()
                ? NEEDED_UNIFIED.stream()
                        .filter(c -> !unifiedControllers.contains(c))
                        .toList()
                : NEEDED.stream()
                        .filter(c -> hierarchies.stream().noneMatch(h -> h.has(c)))
                        .toList();
        if (!missing.isEmpty() || hierarchies.isEmpty()) {
            throw new ClusterException("no cgroup hierarchy for " + String.join(", ", missing)
                    + ": a node needs " + String.join(", ", isUnifiedAlone() ? NEEDED_UNIFIED : NEEDED)
                    + " (see /proc/cgroups and /proc/self/mountinfo)");
        }
    }

    /** Where a node finds the hierarchy: as the machine has it, below {@code /sys/fs/cgroup}. */
    static String mountOnNode(Hierarchy hierarchy) {
        return hierarchy.mount.toString();
    }
}
