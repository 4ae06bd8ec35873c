package io.sublet.agent.kernel;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.CpuSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Control groups by path and knob. On v1 each controller has a hierarchy of its own below the root, on v2 there is one; a hybrid
 * machine has v1 and beside it a unified hierarchy without controllers, which knows of pressure. Nothing outside this class knows.
 * Knobs that are no files of control groups are where their places say.
 */
public final class CgroupFs {
    private static final String UNIFIED = "unified";
    private static final String PERF = "perf_event";

    /** So that a container cannot keep the agent busy by making groups. */
    private static final int MOST_NESTED = 256;

    private final KernelFiles files;
    private final String root;
    private final CgroupVersion version;
    private final boolean hybrid;
    private final Map<String, KnobPlace> places;
    private final Optional<String> blockDevices;
    private final Map<String, String> hierarchies = new HashMap<>();

    public CgroupFs(KernelFiles files, String root) {
        this(files, root, Map.of());
    }

    /** Of which no block device is ever taken out. */
    public CgroupFs(KernelFiles files, String root, Map<String, KnobPlace> places) {
        this(files, root, places, Optional.empty());
    }

    /**
     * With all else in which something is set.
     *
     * @param places by the controller of their knobs
     * @param blockDevices where each block device that is there has an entry by its number, as in /sys/dev/block
     */
    public CgroupFs(KernelFiles files, String root, Map<String, KnobPlace> places, Optional<String> blockDevices) {
        this.places = Map.copyOf(places);
        this.blockDevices = blockDevices;
        this.files = files;
        this.root = root;
        // Only the root of a v2 hierarchy has this file; the unified mount of a hybrid machine lies one level below.
        this.version = files.exists(root + "/cgroup.controllers") ? CgroupVersion.V2 : CgroupVersion.V1;
        this.hybrid = version == CgroupVersion.V1 && files.exists(root + "/" + UNIFIED + "/cgroup.controllers");
    }

    /** A v1 controller's directory: of its name, or one that it shares, such as {@code cpu,cpuacct}, where no link names it. */
    private String hierarchy(String controller) {
        String known = hierarchies.get(controller);
        if (known != null) {
            return known;
        }
        String own = root + "/" + controller;
        String found = files.exists(own)
                ? own
                : files.directories(root).stream()
                        .filter(name -> List.of(name.split(",", -1)).contains(controller))
                        .findFirst()
                        .map(name -> root + "/" + name)
                        .orElse(own);
        // What is not there now may be mounted later.
        if (!found.equals(own) || files.exists(own)) {
            hierarchies.put(controller, found);
        }
        return found;
    }

    public CgroupVersion version() {
        return version;
    }

    public FileResult read(CgroupPath cgroup, Knob knob, AsciiText into) {
        return files.read(file(cgroup, knob), into);
    }

    /** The file's text as it is, for the journal. */
    public Reading<String> text(CgroupPath cgroup, Knob knob) {
        KnobPlace place = places.get(knob.controller());
        return place == null ? files.text(file(cgroup, knob)) : place.text(cgroup, knob);
    }

    public Reading<KnobValue> value(CgroupPath cgroup, Knob knob) {
        return text(cgroup, knob)
                .flatMap(text -> knob.parse(text)
                        .map(Reading::of)
                        .orElseGet(() -> Reading.missing(file(cgroup, knob) + ": not understood: " + text)));
    }

    public FileResult write(CgroupPath cgroup, Knob knob, KnobValue value) {
        return writeText(cgroup, knob, knob.render(value, version));
    }

    public FileResult writeText(CgroupPath cgroup, Knob knob, String text) {
        KnobPlace place = places.get(knob.controller());
        if (place != null) {
            return place.write(cgroup, knob, text);
        }
        FileResult result =
                knob.isPerDevice() ? writeDevices(cgroup, knob, text) : files.write(file(cgroup, knob), text);
        if (version == CgroupVersion.V2
                && knob == Knob.CPUSET
                && text.isBlank()
                && result.equals(FileResult.of(Errno.ENOSPC))) {
            return writeInheritedCpus(cgroup);
        }
        // Less than was asked for could be reclaimed.
        return knob == Knob.MEMORY_RECLAIM && result.equals(FileResult.of(Errno.EAGAIN)) ? FileResult.done() : result;
    }

    /**
     * Version 2 means by an empty set the CPUs of the groups above, and yet does not empty the set of a group with processes. With
     * all CPUs it is held to none but those of the groups above it, now and later.
     */
    private FileResult writeInheritedCpus(CgroupPath cgroup) {
        return value(CgroupPath.ROOT, Knob.CPUSET_EFFECTIVE)
                .toOptional()
                .map(all -> files.write(file(cgroup, Knob.CPUSET), Knob.CPUSET.render(all, version)))
                .orElse(FileResult.of(Errno.ENOSPC));
    }

    /** Whether a group is held to none but the CPUs of the groups above it: it has none of its own, or all there are. */
    public boolean inheritsCpus(CgroupPath cgroup) {
        Optional<KnobValue> own = value(cgroup, Knob.CPUSET).toOptional();
        return own.equals(Optional.of(new KnobValue.Cpus(CpuSet.EMPTY)))
                || (own.isPresent()
                        && own.equals(
                                value(CgroupPath.ROOT, Knob.CPUSET_EFFECTIVE).toOptional()));
    }

    /** A value without those of devices that have been taken out, which the kernel forgets with them. */
    public KnobValue ofDevicesThatAreThere(KnobValue value) {
        if (!(value instanceof KnobValue.Devices(Map<String, String> devices))) {
            return value;
        }
        Map<String, String> there = new TreeMap<>(devices);
        there.keySet().removeIf(this::isTakenOut);
        return new KnobValue.Devices(there);
    }

    private boolean isTakenOut(String device) {
        return blockDevices
                .filter(all -> !files.exists(all + "/" + device) && files.exists(all))
                .isPresent();
    }

    /** Such a file takes one device at a time, and keeps those that are not written. One that has been taken out is none of the others' matter. */
    private FileResult writeDevices(CgroupPath cgroup, Knob knob, String text) {
        Map<String, String> wanted = KnobForm.DeviceKnobs.parse(knob, text);
        Map<String, String> now = text(cgroup, knob)
                .map(shown -> KnobForm.DeviceKnobs.parse(knob, shown))
                .toOptional()
                .orElse(Map.of());
        List<String> lines = new ArrayList<>();
        wanted.forEach((device, value) -> {
            if (!value.equals(now.get(device)) && !isTakenOut(device)) {
                lines.add(KnobForm.DeviceKnobs.line(knob, version, device, value));
            }
        });
        now.keySet().stream()
                .filter(device -> !wanted.containsKey(device))
                .forEach(device -> lines.add(KnobForm.DeviceKnobs.reset(knob, version, device)));
        FileResult all = FileResult.done();
        for (String line : lines) {
            FileResult result = files.write(file(cgroup, knob), line);
            if (result instanceof FileResult.Gone && exists(cgroup, knob)) {
                all = new FileResult.Refused(Errno.ENODEV, line);
            } else if (!result.isDone()) {
                return result;
            }
        }
        return all;
    }

    /** Where the group is in the hierarchy that counts events; on a hybrid machine the unified one, unless another was mounted for it. */
    public Reading<String> perfDirectory(CgroupPath cgroup) {
        if (version == CgroupVersion.V2 || files.exists(hierarchy(PERF))) {
            return Reading.of(directory(cgroup, PERF));
        }
        return hybrid
                ? Reading.of(below(root + "/" + UNIFIED, cgroup))
                : Reading.missing("no hierarchy with perf_event is mounted");
    }

    /** Whether the knob's controller is there at all. */
    public boolean has(String controller) {
        return version == CgroupVersion.V2
                ? files.text(root + "/cgroup.controllers")
                        .map(list -> List.of(list.split(" ", -1)).contains(controller))
                        .toOptional()
                        .orElse(false)
                : files.exists(hierarchy(controller));
    }

    public boolean exists(CgroupPath cgroup, Knob knob) {
        return files.exists(file(cgroup, knob));
    }

    public boolean isWritable(CgroupPath cgroup, Knob knob) {
        return files.isWritable(file(cgroup, knob));
    }

    public List<CgroupPath> children(CgroupPath cgroup, String controller) {
        return files.directories(directory(cgroup, controller)).stream()
                .sorted()
                .map(cgroup::child)
                .toList();
    }

    /**
     * The processes or threads of a group and of those below it: a container may make groups of its own, and the kernel shows each
     * process in the one that it is in. Those that are in no namespace of the reader's are shown as 0.
     *
     * @param knob {@link Knob#PROCESSES} or {@link Knob#TASKS}
     */
    public Set<String> members(CgroupPath cgroup, Knob knob) {
        Set<String> members = new LinkedHashSet<>();
        Deque<CgroupPath> groups = new ArrayDeque<>(List.of(cgroup));
        for (int looked = 0; looked < MOST_NESTED && !groups.isEmpty(); looked++) {
            CgroupPath group = groups.remove();
            // A threaded group lists no processes; those are listed by the one that it belongs to.
            text(group, knob)
                    .toOptional()
                    .ifPresent(
                            list -> list.lines().filter(line -> !line.isBlank()).forEach(members::add));
            if (files.mayHaveDirectories(directory(group, knob.controller()))) {
                groups.addAll(children(group, knob.controller()));
            }
        }
        return members;
    }

    public Identity identity(KnobKey key) {
        KnobPlace place = places.get(key.knob().controller());
        if (place != null) {
            return place.identity(key.cgroup(), key.knob());
        }
        return files.identity(directory(key.cgroup(), key.knob().controller()));
    }

    /** The absolute path of the file behind a knob. */
    public String file(CgroupPath cgroup, Knob knob) {
        if (hybrid && knob.isUnified()) {
            String unified = below(root + "/" + UNIFIED, cgroup) + "/" + knob.file(version);
            if (files.exists(unified)) {
                return unified;
            }
        }
        return directory(cgroup, knob.controller()) + "/" + knob.file(version);
    }

    /** The file behind a knob, to be read often. */
    public KernelFile open(CgroupPath cgroup, Knob knob) {
        return files.file(file(cgroup, knob));
    }

    private String directory(CgroupPath cgroup, String controller) {
        return below(version == CgroupVersion.V1 ? hierarchy(controller) : root, cgroup);
    }

    private static String below(String base, CgroupPath cgroup) {
        return cgroup.path().isEmpty() ? base : base + "/" + cgroup.path();
    }
}
