package io.sublet.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A kubepods tree of its own in the machine's cgroup v1 hierarchies, with processes that burn CPU; removed at the end. */
final class RealCgroups implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");
    private static final List<String> CONTROLLERS = List.of("cpu", "cpuacct", "cpuset", "memory");
    private static final List<String> RECORDED = List.of(
            "cpu.cfs_quota_us",
            "cpu.cfs_period_us",
            "cpu.cfs_burst_us",
            "cpu.shares",
            "cpu.idle",
            "cpuset.cpus",
            "memory.limit_in_bytes");

    private final String base = "sublet-it-" + ProcessHandle.current().pid();
    private final List<String> groups = new ArrayList<>();
    private final List<Process> processes = new ArrayList<>();

    RealCgroups() throws IOException {
        for (String group : List.of("", "/kubepods", "/kubepods/besteffort", "/kubepods/burstable")) {
            add(group);
        }
        write("cpu", "/kubepods/besteffort", "cpu.shares", "2");
    }

    /** Whether this machine can run such a test: cgroup v1 that may be written. */
    static boolean areThere() {
        return Files.isWritable(ROOT.resolve("cpu/cgroup.procs")) && Files.exists(ROOT.resolve("cpuset/cpuset.cpus"));
    }

    String base() {
        return "/" + base;
    }

    void add(String group) throws IOException {
        groups.add(group);
        for (String controller : CONTROLLERS) {
            Files.createDirectories(directory(controller, group));
        }
        Path parent = group.isEmpty()
                ? ROOT.resolve("cpuset")
                : directory("cpuset", group.substring(0, group.lastIndexOf('/')));
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            write("cpuset", group, file, Files.readString(parent.resolve(file)).strip());
        }
    }

    void remove(String group) throws IOException {
        groups.remove(group);
        for (String controller : CONTROLLERS) {
            Files.delete(directory(controller, group));
        }
    }

    /** Starts a process that uses one CPU. */
    void spin(String group) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", "read go; while :; do :; done").start();
        processes.add(process);
        for (String controller : List.of("cpu", "cpuacct", "cpuset")) {
            write(controller, group, "cgroup.procs", Long.toString(process.pid()));
        }
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** Starts a process that holds memory: it has read a block that nobody takes from it. */
    void hold(String group, int mebibytes) throws IOException {
        Process process = new ProcessBuilder(
                        "sh", "-c", "read go; dd if=/dev/zero bs=" + mebibytes + "M count=1 2>/dev/null | sleep 600")
                .start();
        processes.add(process);
        for (String controller : CONTROLLERS) {
            write(controller, group, "cgroup.procs", Long.toString(process.pid()));
        }
        process.getOutputStream().write('\n');
        process.getOutputStream().flush();
    }

    /** A process that looks like a kubelet to whoever looks for one. */
    Process kubelet(Path folder) throws IOException {
        Path program = Files.copy(Path.of("/bin/sleep"), folder.resolve("kubelet"));
        Process process = new ProcessBuilder(program.toString(), "600").start();
        processes.add(process);
        return process;
    }

    String read(String controller, String group, String file) {
        try {
            return Files.readString(directory(controller, group).resolve(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(String controller, String group, String file, String text) throws IOException {
        Files.writeString(directory(controller, group).resolve(file), text + "\n");
    }

    /** All values that the agent may change. */
    Map<String, String> snapshot() {
        Map<String, String> values = new TreeMap<>();
        for (String group : groups) {
            for (String file : RECORDED) {
                String controller = file.substring(0, file.indexOf('.'));
                values.put(group + "/" + file, read(controller, group, file));
            }
        }
        return values;
    }

    private Path directory(String controller, String group) {
        return ROOT.resolve(controller + "/" + base + group);
    }

    @Override
    public void close() throws IOException {
        for (Process process : processes) {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            all.forEach(ProcessHandle::destroyForcibly);
            all.forEach(one -> one.onExit().join());
        }
        for (String group : groups.reversed()) {
            for (String controller : CONTROLLERS) {
                Files.deleteIfExists(directory(controller, group));
            }
        }
    }
}
