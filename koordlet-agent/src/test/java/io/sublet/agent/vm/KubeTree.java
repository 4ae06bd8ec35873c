package io.sublet.agent.vm;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KubepodsLayout;
import io.sublet.model.pod.KubeQos;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** The kubelet's groups in the machine's own v2 hierarchy, by either driver, with processes in them; removed at the end. */
final class KubeTree implements AutoCloseable {
    static final Path ROOT = Path.of("/sys/fs/cgroup");

    private static final String CONTROLLERS = "+cpu +cpuset +io +memory +pids";

    /** Files that show what goes on, or where a process is; all others that can be written are values. */
    private static final Pattern NO_VALUES =
            Pattern.compile(".*\\.pressure|cgroup\\.(procs|threads|kill)|memory\\.(reclaim|peak)");

    private final KubepodsLayout layout;
    private final List<Path> groups = new ArrayList<>();
    private final Map<Path, List<Process>> processes = new HashMap<>();

    KubeTree(KubepodsLayout.Driver driver) throws IOException {
        this.layout = new KubepodsLayout(CgroupPath.ROOT, driver);
        Files.writeString(ROOT.resolve("cgroup.subtree_control"), CONTROLLERS + "\n");
        for (KubeQos qos : List.of(KubeQos.GUARANTEED, KubeQos.BURSTABLE, KubeQos.BEST_EFFORT)) {
            add(layout.tier(qos));
            Files.writeString(file(layout.tier(qos), "cgroup.subtree_control"), CONTROLLERS + "\n");
        }
        // As the kubelet does.
        write(tier(), "cpu.weight", "1");
    }

    /** The best-effort tier. */
    CgroupPath tier() {
        return layout.tier(KubeQos.BEST_EFFORT);
    }

    CgroupPath tier(KubeQos qos) {
        return layout.tier(qos);
    }

    /** Makes the groups of a pod with one container, whose id is the pod's uid. */
    CgroupPath pod(KubeQos qos, String uid) throws IOException {
        CgroupPath pod = layout.pod(qos, uid);
        add(pod);
        Files.writeString(file(pod, "cgroup.subtree_control"), CONTROLLERS + "\n");
        add(container(pod, uid));
        return pod;
    }

    CgroupPath container(CgroupPath pod, String id) {
        return layout.container(pod, "containerd://" + id);
    }

    private void add(CgroupPath group) throws IOException {
        Path directory = ROOT.resolve(group.path());
        Files.createDirectory(directory);
        groups.add(directory);
    }

    /** Starts a program in a group. */
    Process run(CgroupPath group, String... command) throws IOException {
        List<String> whole = new ArrayList<>(List.of(
                "sh",
                "-c",
                "echo 0 > \"$0\" && exec \"$@\"",
                file(group, "cgroup.procs").toString()));
        whole.addAll(List.of(command));
        Process process = new ProcessBuilder(whole).inheritIO().start();
        processes
                .computeIfAbsent(ROOT.resolve(group.path()), any -> new ArrayList<>())
                .add(process);
        return process;
    }

    /** Starts a process that uses one CPU. */
    Process spin(CgroupPath group) throws IOException {
        return run(group, "sh", "-c", "while :; do :; done");
    }

    /** Ends a pod: its processes, then its groups. */
    void remove(CgroupPath pod) throws IOException {
        Path directory = ROOT.resolve(pod.path());
        for (Path group : groups.reversed()) {
            if (group.startsWith(directory)) {
                end(group);
                Files.delete(group);
            }
        }
        groups.removeIf(group -> group.startsWith(directory));
    }

    /** Also what the processes have started, and what has entered since. */
    private void end(Path group) throws IOException {
        Files.writeString(group.resolve("cgroup.kill"), "1\n");
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> Files.readString(group.resolve("cgroup.events")).contains("populated 0"));
        processes.getOrDefault(group, List.of()).forEach(process -> {
            process.onExit().join();
        });
        processes.remove(group);
    }

    String read(CgroupPath group, String file) {
        try {
            return Files.readString(file(group, file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(CgroupPath group, String file, String text) throws IOException {
        Files.writeString(file(group, file), text + "\n");
    }

    static Path file(CgroupPath group, String file) {
        return ROOT.resolve(group.path()).resolve(file);
    }

    /**
     * Every value of every group, byte for byte; but a group with all CPUs counts as one without CPUs of its own, which the
     * kernel does not let it become again while there are processes in it.
     */
    Map<String, String> snapshot() throws IOException {
        Map<String, String> values = new TreeMap<>();
        for (Path group : groups) {
            try (Stream<Path> files = Files.list(group)) {
                for (Path file : files.filter(KubeTree::isValue).toList()) {
                    String value = Files.readString(file);
                    boolean inherited = file.endsWith("cpuset.cpus")
                            && value.equals(Files.readString(ROOT.resolve("cpuset.cpus.effective")));
                    values.put(ROOT.relativize(file).toString(), inherited ? "\n" : value);
                }
            }
        }
        return values;
    }

    private static boolean isValue(Path file) {
        try {
            return Files.isRegularFile(file)
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_WRITE)
                    && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OWNER_READ)
                    && !NO_VALUES.matcher(file.getFileName().toString()).matches();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all processes. */
    void endAll() throws IOException {
        for (Path group : groups) {
            end(group);
        }
    }

    @Override
    public void close() throws IOException {
        for (Path group : groups.reversed()) {
            end(group);
            Files.delete(group);
        }
        groups.clear();
    }
}
