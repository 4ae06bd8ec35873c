package io.sublet.agent;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real containerd with NRI in a folder of its own, and pods and containers as a kubelet asks for them. */
final class RealRuntime implements AutoCloseable {
    private static final String PAUSE = "sublet.local/pause:1";
    private static final String WITNESS = "sublet.local/witness:1";
    private static final int SECONDS = 60;

    private final Path programs = programs();
    private final Path folder;
    private final String base;
    private final List<String> containers = new ArrayList<>();
    private final List<String> pods = new ArrayList<>();
    private final Process containerd;

    /**
     * Starts it.
     *
     * @param base of the control groups that pods are made below
     */
    RealRuntime(Path folder, String base) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder.resolve("ctrd"));
        this.base = base;
        Files.writeString(this.folder.resolve("config.toml"), configuration());
        ProcessBuilder builder = new ProcessBuilder(
                        programs.resolve("containerd").toString(),
                        "--config",
                        this.folder.resolve("config.toml").toString())
                .redirectErrorStream(true)
                .redirectOutput(this.folder.resolve("containerd.log").toFile());
        builder.environment()
                .merge(
                        "PATH",
                        programs.toString(),
                        (path, own) -> own + File.pathSeparator + path + ":/usr/sbin:/sbin");
        containerd = builder.start();
        AgentFixture.eventually()
                .until(() -> Files.exists(socket()) && Files.exists(Path.of(nriSocket())) && containerd.isAlive());
        String witness = programs.resolve("witness").toString();
        call("image", PAUSE, witness);
        call("image", WITNESS, witness);
    }

    private static Path programs() {
        Path kube =
                Path.of(Objects.requireNonNull(System.getProperty("sublet.kube.dir"), "sublet.kube.dir is not set"));
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path place = kube.toAbsolutePath().resolveSibling("runtime").resolve("linux-" + architecture);
        if (!Files.exists(place.resolve(".key"))) {
            throw new IllegalStateException("no containerd in " + place + ": run make runtime first");
        }
        return place;
    }

    private Path socket() {
        return folder.resolve("c.sock");
    }

    String nriSocket() {
        return folder.resolve("nri.sock").toString();
    }

    /** How often a plugin has come far enough to be asked. */
    long connections() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("containerd.log"))) {
            return lines.filter(line -> line.contains("connected and synchronized"))
                    .count();
        }
    }

    /** Without CAP_SYS_RESOURCE no process may lower its OOM score; the disk may itself be an overlay. */
    private String configuration() {
        return """
                version = 3
                root = "%1$s/root"
                state = "%1$s/state"
                disabled_plugins = ["io.containerd.internal.v1.opt", "io.containerd.snapshotter.v1.blockfile"]
                [grpc]
                  address = "%2$s"
                [plugins."io.containerd.cri.v1.runtime"]
                  restrict_oom_score_adj = true
                  disable_apparmor = true
                  disable_hugetlb_controller = true
                  tolerate_missing_hugetlb_controller = true
                  [plugins."io.containerd.cri.v1.runtime".cni]
                    conf_dir = "%1$s/cni"
                  [plugins."io.containerd.cri.v1.runtime".containerd.runtimes.runc]
                    runtime_type = "io.containerd.runc.v2"
                [plugins."io.containerd.cri.v1.images"]
                  snapshotter = "native"
                  [plugins."io.containerd.cri.v1.images".pinned_images]
                    sandbox = "%4$s"
                [plugins."io.containerd.nri.v1.nri"]
                  disable = false
                  socket_path = "%3$s"
                  plugin_path = "%1$s/nri/plugins"
                  plugin_config_path = "%1$s/nri/conf"
                """.formatted(folder, socket(), nriSocket(), PAUSE);
    }

    /** Runs a pod on the host's network, so that it needs no network of its own; its id. */
    String runPod(String name, String uid, String group) throws IOException, InterruptedException {
        Files.writeString(podFile(), """
                {"metadata": {"name": "%s", "namespace": "default", "uid": "%s"}, "logDirectory": "%s",
                 "linux": {"cgroupParent": "%s", "securityContext": {"namespaceOptions": {"network": "NODE"}}}}
                """.formatted(name, uid, folder.resolve("logs"), base + group));
        String id = call("pod", podFile().toString());
        pods.add(id);
        return id;
    }

    private Path podFile() {
        return folder.resolve("pod.json");
    }

    /** Makes a container that asks for what the kubelet asks for where it knows of no limit; its id. */
    String create(String pod, String name, int attempt) throws IOException, InterruptedException {
        Path file = folder.resolve("container.json");
        Files.writeString(file, """
                {"metadata": {"name": "%s", "attempt": %d}, "image": {"image": "%s"}, "logPath": "%s",
                 "linux": {"resources": {"cpuPeriod": "100000", "cpuShares": "2", "oomScoreAdj": "1000"}}}
                """.formatted(name, attempt, WITNESS, name + attempt + ".log"));
        String id = call("create", pod, file.toString(), podFile().toString());
        containers.add(id);
        return id;
    }

    void start(String container) throws IOException, InterruptedException {
        call("start", container);
    }

    /** Changes a container's resources as a kubelet does. */
    void update(String container, String resources) throws IOException, InterruptedException {
        Path file = folder.resolve("resources.json");
        Files.writeString(file, resources);
        call("update", container, file.toString());
    }

    /** What the container saw of itself when it began to run. */
    String saw(String name, int attempt) {
        Path log = folder.resolve("logs").resolve(name + attempt + ".log");
        return AgentFixture.eventually().until(() -> Files.readString(log), text -> text.contains("memory.limit"));
    }

    private String call(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(programs.resolve("cri").toString(), socket().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException(String.join(" ", arguments) + ": " + out + "\n"
                    + Files.readString(folder.resolve("containerd.log")));
        }
        return out.strip();
    }

    @Override
    public void close() throws IOException {
        try {
            for (String container : containers) {
                call("remove", container);
            }
            for (String pod : pods) {
                call("removepod", pod);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            containerd.destroy();
            containerd.onExit().join();
        }
        removeGroups();
    }

    /** The runtime leaves the groups above its containers, in hierarchies that nobody else made them in. */
    private void removeGroups() throws IOException {
        try (Stream<Path> hierarchies = Files.list(Path.of("/sys/fs/cgroup"))) {
            hierarchies
                    .filter(hierarchy -> !List.of("cpu", "cpuacct", "cpuset", "memory")
                            .contains(hierarchy.getFileName().toString()))
                    .map(hierarchy -> hierarchy.resolve(base.substring(1)))
                    .filter(Files::isDirectory)
                    .forEach(RealRuntime::removeBelow);
        }
    }

    private static void removeBelow(Path group) {
        try (Stream<Path> below = Files.list(group)) {
            below.filter(Files::isDirectory).forEach(RealRuntime::removeBelow);
            Files.delete(group);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
