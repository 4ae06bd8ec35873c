package io.sublet.agent.observe.cache;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.Schemata;
import io.sublet.agent.kernel.WatchedFile;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads resctrl; see resctrl.rst of the kernel's documentation. Schemata are read each time, which is cheap; the threads of groups and
 * containers every ten seconds, and at once when containers or groups have come or gone.
 */
public final class ResctrlReader {
    private static final Duration THREADS_PERIOD = Duration.ofSeconds(10);
    private static final Set<String> NO_GROUPS = Set.of("info", "mon_data", "mon_groups");

    /** Above this no other unit is possible. */
    private static final long MOST_EIGHTHS = 8192;

    /** What AMD's first machines with this have for no limit; later ones show more. */
    private static final long AMD_UNLIMITED = 2048;

    /** What it is read for. */
    public enum Need {
        /** Nobody asks for it, and nothing is held. */
        NONE,
        /** Nobody asks for it any more: threads have to be known at once, to be put back. */
        TO_GIVE_BACK,
        /** The policy or a pod asks for it. */
        TO_DIVIDE
    }

    private final KernelFiles files;
    private final CgroupFs cgroups;
    private final String procRoot;
    private final String root;
    private final AsciiText text = new AsciiText();
    private final Map<String, WatchedFile<Schemata>> schemata = new HashMap<>();
    private @Nullable Set<CgroupPath> lastContainers;
    private Set<String> lastGroups = Set.of();
    private boolean looking;

    public ResctrlReader(KernelFiles files, CgroupFs cgroups, String procRoot, String sysRoot) {
        this.files = files;
        this.cgroups = cgroups;
        this.procRoot = procRoot;
        this.root = sysRoot + "/fs/resctrl";
    }

    /**
     * Reads.
     *
     * @param need without any nothing is read
     */
    public Reading<Resctrl> read(List<PodObservation> pods, Need need, Beat beat) {
        if (need == Need.NONE) {
            close();
            return Reading.missing("nobody asks for it");
        }
        Optional<String> problem = problem();
        if (problem.isPresent()) {
            close();
            return Reading.missing(problem.get());
        }
        Map<String, Schemata> known = new TreeMap<>();
        for (String name : groupNames()) {
            Reading<Schemata> lines =
                    schemata.computeIfAbsent(name, this::watch).read(text);
            if (lines instanceof Reading.Value<Schemata>(Schemata value)) {
                known.put(name, value);
            } else if (name.equals(Resctrl.ROOT)) {
                return Reading.missing(lines instanceof Reading.Missing<Schemata>(String cause) ? cause : "");
            }
        }
        schemata.keySet().retainAll(known.keySet());
        boolean withThreads = isDue(pods, known.keySet(), beat) || need == Need.TO_GIVE_BACK;
        return Reading.of(resctrl(known, withThreads ? threads(pods) : Map.of()));
    }

    private void close() {
        schemata.values().forEach(WatchedFile::close);
        schemata.clear();
        lastContainers = null;
    }

    private WatchedFile<Schemata> watch(String group) {
        return new WatchedFile<>(files.file(directory(group) + "/schemata"), Schemata::parse);
    }

    private List<String> groupNames() {
        List<String> names = files.directories(root).stream()
                .filter(name -> !NO_GROUPS.contains(name))
                .sorted()
                .collect(Collectors.toList());
        names.addFirst(Resctrl.ROOT);
        return names;
    }

    /** Why it cannot be used; empty if it can. */
    private Optional<String> problem() {
        if (!files.exists(root + "/info")) {
            boolean known = files.text(procRoot + "/filesystems")
                    .map(list -> list.lines().anyMatch(line -> line.strip().endsWith("resctrl")))
                    .toOptional()
                    .orElse(false);
            return Optional.of(
                    known
                            ? "resctrl is not mounted at " + root + "; mount -t resctrl resctrl " + root
                            : "this kernel or CPU has no resctrl");
        }
        if (!files.isWritable(root + "/schemata")) {
            return Optional.of(root + " is mounted read-only");
        }
        return Optional.empty();
    }

    private Resctrl resctrl(Map<String, Schemata> known, Map<CgroupPath, Set<String>> threads) {
        Map<String, CacheKind> caches = new TreeMap<>();
        Optional<BandwidthKind> bandwidth = Optional.empty();
        for (String kind : known.getOrDefault(Resctrl.ROOT, new Schemata(new TreeMap<>()))
                .lines()
                .keySet()) {
            if (kind.equals("MB")) {
                bandwidth = bandwidth(known);
            } else {
                cache(kind).ifPresent(cache -> caches.put(kind, cache));
            }
        }
        Map<String, ResctrlGroup> groups = new TreeMap<>();
        known.forEach((name, lines) ->
                groups.put(name, new ResctrlGroup(lines, threads.isEmpty() ? Set.of() : tasks(directory(name)))));
        return new Resctrl(caches, bandwidth, groups, threads);
    }

    private boolean isDue(List<PodObservation> pods, Set<String> groups, Beat beat) {
        Set<CgroupPath> containers = pods.stream()
                .flatMap(pod -> pod.containers().stream())
                .map(container -> container.cgroup())
                .collect(Collectors.toSet());
        boolean changed = !containers.equals(lastContainers) || !groups.equals(lastGroups);
        // A container that has just come has its threads a moment later.
        boolean due = changed || looking || beat.number() % beat.every(THREADS_PERIOD) == 0;
        looking = changed;
        lastContainers = containers;
        lastGroups = Set.copyOf(groups);
        return due;
    }

    private Map<CgroupPath, Set<String>> threads(List<PodObservation> pods) {
        Map<CgroupPath, Set<String>> threads = new HashMap<>();
        pods.forEach(pod -> pod.containers()
                .forEach(container -> threads.put(
                        container.cgroup(),
                        cgroups.members(container.cgroup(), Knob.TASKS).stream()
                                .filter(thread -> !thread.equals("0"))
                                .collect(Collectors.toSet()))));
        return threads;
    }

    private Set<String> tasks(String directory) {
        return files.text(directory + "/tasks")
                .map(ResctrlReader::lines)
                .toOptional()
                .orElse(Set.of());
    }

    /** The threads of another PID namespace are shown as 0. */
    private static Set<String> lines(String list) {
        return list.lines().filter(line -> !line.isBlank() && !line.equals("0")).collect(Collectors.toSet());
    }

    private Optional<CacheKind> cache(String kind) {
        String info = root + "/info/" + kind + "/";
        Optional<Long> ways = hex(info + "cbm_mask");
        return ways.map(mask -> new CacheKind(
                mask,
                (int) number(info + "min_cbm_bits", 1),
                hex(info + "shareable_bits").orElse(0L),
                (int) number(info + "num_closids", 1)));
    }

    /** The unit is not said; AMD's has no smallest value, and what no group has cannot be the largest one. */
    private Optional<BandwidthKind> bandwidth(Map<String, Schemata> known) {
        String info = root + "/info/MB/";
        long least = number(info + "min_bandwidth", 0);
        long most = known.values().stream()
                .flatMap(lines -> lines.lines().getOrDefault("MB", new TreeMap<>()).values().stream())
                .filter(value -> value.matches("[0-9]{1,12}"))
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
        BandwidthKind.Unit unit = most > MOST_EIGHTHS
                ? BandwidthKind.Unit.MEBIBYTES
                : least == 0 || most > 100 ? BandwidthKind.Unit.EIGHTHS : BandwidthKind.Unit.PERCENT;
        long top = switch (unit) {
            case PERCENT -> 100;
            case EIGHTHS -> Math.max(most, AMD_UNLIMITED);
            case MEBIBYTES -> most;
        };
        return Optional.of(new BandwidthKind(unit, least, Math.max(1, number(info + "bandwidth_gran", 1)), top, (int)
                number(info + "num_closids", 1)));
    }

    private long number(String path, long fallback) {
        return files.text(path)
                .toOptional()
                .filter(value -> value.matches("[0-9]{1,9}"))
                .map(Long::parseLong)
                .orElse(fallback);
    }

    private Optional<Long> hex(String path) {
        return files.text(path)
                .toOptional()
                .filter(value -> value.matches("[0-9a-fA-F]{1,15}"))
                .map(value -> Long.parseLong(value, 16));
    }

    private String directory(String group) {
        return group.isEmpty() ? root : root + "/" + group;
    }
}
