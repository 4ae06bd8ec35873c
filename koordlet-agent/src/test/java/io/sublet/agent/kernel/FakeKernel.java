package io.sublet.agent.kernel;

import io.sublet.model.unit.CpuSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * A tree of kernel files in memory, with the rules of cgroup v1 that a wrong order of writes breaks: a quota within those above
 * it and not below its burst, a cpuset within its parent's and around its children's, no shares for an idle group. Refusals can be put on any path.
 */
public final class FakeKernel implements KernelFiles {
    public static final String ROOT = "/cg";

    private final TreeMap<String, String> files = new TreeMap<>();
    private final Set<String> cut = new HashSet<>();
    private final Map<String, Errno> refusals = new HashMap<>();
    private final Map<String, String> rounded = new HashMap<>();
    private final Map<String, Long> inodes = new HashMap<>();
    private final List<String> writes = new ArrayList<>();
    private Runnable beforeWrite = () -> {};
    private Consumer<String> afterMake = path -> {};
    private BiFunction<String, String, Optional<FileResult>> answer = (path, text) -> Optional.empty();
    private long nextInode = 1;
    private int reads;

    /** Adds a group to the v1 hierarchies cpu, cpuacct, cpuset and memory. */
    public FakeKernel groupV1(String path, String cpus) {
        String at = path.isEmpty() ? "" : "/" + path;
        put(ROOT + "/cpu" + at + "/cpu.cfs_quota_us", "-1");
        put(ROOT + "/cpu" + at + "/cpu.cfs_period_us", "100000");
        put(ROOT + "/cpu" + at + "/cpu.cfs_burst_us", "0");
        put(ROOT + "/cpu" + at + "/cpu.shares", "2");
        put(ROOT + "/cpu" + at + "/cpu.idle", "0");
        put(ROOT + "/cpuacct" + at + "/cpuacct.usage", "0");
        put(ROOT + "/cpuset" + at + "/cpuset.cpus", cpus);
        put(ROOT + "/cpuset" + at + "/cpuset.effective_cpus", cpus);
        put(ROOT + "/memory" + at + "/memory.limit_in_bytes", "9223372036854771712");
        put(
                ROOT + "/memory" + at + "/memory.stat",
                "total_inactive_anon 0\ntotal_active_anon 0\ntotal_inactive_file 0\ntotal_active_file 0\ntotal_unevictable 0");
        return this;
    }

    /** Adds a group to the one hierarchy of v2. */
    public FakeKernel groupV2(String path, String cpus) {
        String at = ROOT + (path.isEmpty() ? "" : "/" + path);
        put(ROOT + "/cgroup.controllers", "cpuset cpu io memory pids");
        put(
                at + "/cpu.stat",
                "usage_usec 0\nuser_usec 0\nsystem_usec 0\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0");
        put(at + "/cpu.max", "max 100000");
        put(at + "/cpu.weight", "1");
        put(at + "/cpu.idle", "0");
        put(at + "/cpuset.cpus", cpus);
        put(at + "/cpuset.cpus.effective", cpus);
        put(at + "/cpu.max.burst", "0");
        put(at + "/memory.max", "max");
        put(at + "/memory.current", "0");
        put(
                at + "/memory.stat",
                "anon 0\nfile 0\ninactive_anon 0\nactive_anon 0\ninactive_file 0\nactive_file 0\nunevictable 0");
        for (String resource : List.of("cpu", "memory", "io")) {
            put(at + "/" + resource + ".pressure", pressure("1.50"));
        }
        return this;
    }

    /** The text of a pressure file with such an average. */
    public static String pressure(String average) {
        String numbers = " avg10=" + average + " avg60=" + average + " avg300=" + average + " total=12345";
        return "some" + numbers + "\nfull" + numbers;
    }

    /** As {@link #put}, for a file that lacks the newline at its end because it was cut. */
    public FakeKernel cut(String path, String text) {
        put(path, text);
        cut.add(path);
        return this;
    }

    public FakeKernel delete(String path) {
        files.remove(path);
        return this;
    }

    public FakeKernel put(String path, String text) {
        files.put(path, text);
        cut.remove(path);
        return directory(parent(path));
    }

    public FakeKernel directory(String path) {
        for (String parent = path; !parent.isEmpty(); parent = parent(parent)) {
            inodes.computeIfAbsent(parent, missing -> nextInode++);
        }
        return this;
    }

    public FakeKernel refuse(String path, Errno errno) {
        refusals.put(path, errno);
        return this;
    }

    public FakeKernel accept(String path) {
        refusals.remove(path);
        return this;
    }

    /** A file that shows this after every write, whatever was written; an empty text for none. */
    public FakeKernel rounding(String path, String text) {
        if (text.isEmpty()) {
            rounded.remove(path);
        } else {
            rounded.put(path, text);
        }
        return this;
    }

    public FakeKernel beforeWrite(Runnable action) {
        beforeWrite = action;
        return this;
    }

    /** Removes a group from all hierarchies. */
    public FakeKernel remove(String group) {
        files.keySet().removeIf(path -> path.contains("/" + group + "/"));
        inodes.keySet().removeIf(path -> path.endsWith("/" + group) || path.contains("/" + group + "/"));
        return this;
    }

    public String get(String path) {
        String text = files.get(path);
        if (text == null) {
            throw new AssertionError("no file " + path);
        }
        return text;
    }

    /** All files, for comparing before and after. */
    public Map<String, String> snapshot() {
        return new TreeMap<>(files);
    }

    /** Every write that was accepted, as {@code path=text}. */
    public List<String> writes() {
        return List.copyOf(writes);
    }

    public int reads() {
        return reads;
    }

    @Override
    public KernelFile file(String path) {
        return new KernelFile() {
            @Override
            public String path() {
                return path;
            }

            @Override
            public FileResult read(AsciiText into) {
                return FakeKernel.this.read(path, into);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public FileResult read(String path, AsciiText into) {
        reads++;
        String text = files.get(path);
        if (refusals.containsKey(path) || text == null) {
            return FileResult.of(refusals.getOrDefault(path, Errno.ENOENT));
        }
        into.clear();
        byte[] bytes = (cut.contains(path) ? text : text + "\n").getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, into.reserve(bytes.length), 0, bytes.length);
        into.advance(bytes.length);
        return FileResult.done();
    }

    @Override
    public FileResult write(String path, String text) {
        beforeWrite.run();
        if (!files.containsKey(path)) {
            return FileResult.gone();
        }
        Optional<FileResult> answered = refusals.containsKey(path) ? Optional.empty() : answer.apply(path, text);
        if (answered.isPresent()) {
            if (answered.get().isDone()) {
                writes.add(path + "=" + text);
            }
            return answered.get();
        }
        Errno errno = refusals.getOrDefault(path, verdict(path, text));
        if (errno != Errno.OTHER) {
            return FileResult.of(errno);
        }
        files.put(path, isPerDevice(path) ? merged(files.getOrDefault(path, ""), text) : text);
        rounded.computeIfPresent(path, (file, shown) -> {
            files.put(file, shown);
            return shown;
        });
        writes.add(path + "=" + text);
        if (path.endsWith("/cpu.idle")) {
            files.put(parent(path) + "/cpu.shares", text.equals("1") ? "3" : "1024");
        }
        if (path.endsWith("/cpuset.cpus")) {
            files.put(parent(path) + "/cpuset.effective_cpus", text);
        }
        return FileResult.done();
    }

    private static boolean isPerDevice(String path) {
        return path.matches(".*/(io\\.(max|weight|latency|cost\\.qos|cost\\.model)|blkio\\.(throttle|cost|bfq)\\..*)");
    }

    /** The lines of other devices stay, and so do the fields of the device's own line that the write does not name. */
    private static String merged(String before, String line) {
        TreeMap<String, TreeMap<String, String>> devices = new TreeMap<>();
        for (String old :
                (before + "\n" + line).lines().filter(any -> !any.isBlank()).toList()) {
            String[] words = old.split(" ", -1);
            TreeMap<String, String> fields = devices.computeIfAbsent(words[0], device -> new TreeMap<>());
            for (int i = 1; i < words.length; i++) {
                int equals = words[i].indexOf('=');
                fields.put(equals < 0 ? "" : words[i].substring(0, equals), words[i].substring(equals + 1));
            }
        }
        devices.values().removeIf(fields -> List.of("0", "default").contains(fields.getOrDefault("", "x")));
        StringBuilder text = new StringBuilder();
        devices.forEach((device, fields) -> {
            text.append(device);
            fields.forEach((name, value) ->
                    text.append(' ').append(name.isEmpty() ? "" : name + "=").append(value));
            text.append('\n');
        });
        return text.toString().strip();
    }

    @Override
    public FileResult makeDirectory(String path) {
        Errno errno = refusals.get(path);
        if (errno != null || inodes.containsKey(path)) {
            return FileResult.of(errno == null ? Errno.EEXIST : errno);
        }
        directory(path);
        writes.add(path + "/");
        afterMake.accept(path);
        return FileResult.done();
    }

    @Override
    public FileResult removeDirectory(String path) {
        if (!inodes.containsKey(path)) {
            return FileResult.gone();
        }
        files.keySet().removeIf(file -> file.startsWith(path + "/"));
        inodes.keySet().removeIf(directory -> directory.equals(path) || directory.startsWith(path + "/"));
        writes.add(path + "/-");
        return FileResult.done();
    }

    /** Answers writes to files that follow rules of their own, after having done what the kernel would do. */
    public FakeKernel answering(BiFunction<String, String, Optional<FileResult>> rules) {
        answer = rules;
        return this;
    }

    /** Called with each directory that has been made, to put into it what a kernel puts there. */
    public FakeKernel afterMake(Consumer<String> action) {
        afterMake = action;
        return this;
    }

    /** {@link Errno#OTHER} for a write that the kernel takes. */
    private Errno verdict(String path, String text) {
        String group = parent(path);
        String file = path.substring(group.length());
        return switch (file) {
            case "/cpu.cfs_quota_us" -> quotaVerdict(group, file, Long.parseLong(text));
            case "/cpu.cfs_burst_us" -> burstVerdict(group, Long.parseLong(text));
            case "/cpuset.cpus" -> cpusetVerdict(group, file, CpuSet.parse(text).orElseThrow());
            case "/cpu.shares" -> get(group + "/cpu.idle").equals("1") ? Errno.EINVAL : Errno.OTHER;
            default -> Errno.OTHER;
        };
    }

    private Errno quotaVerdict(String group, String file, long quota) {
        if (quota >= 0 && quota < 1000) {
            return Errno.EINVAL;
        }
        boolean overParent = false;
        for (String above = parent(group); files.containsKey(above + file); above = parent(above)) {
            long outer = Long.parseLong(get(above + file));
            overParent |= outer >= 0 && quota > outer;
        }
        boolean underChild = quota >= 0
                && files.subMap(group + "/", group + "0").entrySet().stream()
                        .anyMatch(below -> below.getKey().endsWith(file)
                                && !below.getKey().equals(group + file)
                                && Long.parseLong(below.getValue()) > quota);
        long burst = Long.parseLong(files.getOrDefault(group + "/cpu.cfs_burst_us", "0"));
        return overParent || underChild || (quota >= 0 && burst > quota) ? Errno.EINVAL : Errno.OTHER;
    }

    private Errno burstVerdict(String group, long burst) {
        long quota = Long.parseLong(get(group + "/cpu.cfs_quota_us"));
        return burst < 0 || (quota >= 0 && burst > quota) ? Errno.EINVAL : Errno.OTHER;
    }

    private Errno cpusetVerdict(String group, String file, CpuSet cpus) {
        // cpuset.c, validate_change(): a group with processes keeps CPUs of its own once it has some.
        boolean populated = files.subMap(group + "/", group + "0").entrySet().stream()
                .anyMatch(below -> below.getKey().endsWith("/cgroup.procs")
                        && !below.getValue().isBlank());
        if (files.containsKey(ROOT + "/cgroup.controllers")) {
            return populated && cpus.isEmpty() && !get(group + file).isBlank() ? Errno.ENOSPC : Errno.OTHER;
        }
        String above = files.get(parent(group) + file);
        if (above != null && !CpuSet.parse(above).orElseThrow().containsAll(cpus)) {
            return Errno.EACCES;
        }
        boolean underChild = children(group, file).stream()
                .anyMatch(child -> !cpus.containsAll(CpuSet.parse(get(child)).orElseThrow()));
        return underChild ? Errno.EBUSY : Errno.OTHER;
    }

    private List<String> children(String group, String file) {
        return directories(group).stream()
                .map(name -> group + "/" + name + file)
                .filter(files::containsKey)
                .toList();
    }

    @Override
    public boolean exists(String path) {
        return files.containsKey(path) || inodes.containsKey(path);
    }

    @Override
    public boolean isWritable(String path) {
        return files.containsKey(path) && !refusals.containsKey(path);
    }

    @Override
    public List<String> directories(String path) {
        TreeSet<String> names = new TreeSet<>();
        for (String directory : inodes.keySet()) {
            if (parent(directory).equals(path)) {
                names.add(directory.substring(path.length() + 1));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public List<String> entries(String path) {
        TreeSet<String> names = new TreeSet<>(directories(path));
        for (String file : files.keySet()) {
            if (parent(file).equals(path)) {
                names.add(file.substring(path.length() + 1));
            }
        }
        return List.copyOf(names);
    }

    @Override
    public Identity identity(String path) {
        Errno errno = refusals.get(path);
        Long inode = inodes.get(path);
        return Identity.of(
                errno != null ? FileResult.of(errno) : inode == null ? FileResult.gone() : FileResult.done(),
                path,
                inode == null ? 0 : inode);
    }

    @Override
    public void sweep() {}

    private static String parent(String path) {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }
}
