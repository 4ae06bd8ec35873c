package io.sublet.agent.vm;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.KubepodsLayout.Driver;
import io.sublet.model.pod.KubeQos;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A node in the virtual machine: control groups, a program called kubelet, a stand-in for the API server, and the agent's process. */
class GuestNode {
    static final String NODE = "guest";

    /** An emulated machine takes its time to start a Java program, the more so where the real one has other things to do. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** What the guest leaves behind for whoever looks for the cause of a failure. */
    private static final Path OUT = Path.of("/out");

    @TempDir
    Path folder = Path.of("");

    private @Nullable FakeApiServer api;
    private @Nullable KubeTree tree;
    private @Nullable Process kubelet;
    private @Nullable Process agent;
    private int runs;

    /** Makes the node; the agent is not started yet. */
    void prepare(Driver driver) throws IOException {
        api = new FakeApiServer();
        tree = new KubeTree(driver);
        Path program = Files.writeString(folder.resolve("kubelet"), "#!/bin/sh\nwhile :; do sleep 600; done\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        kubelet = new ProcessBuilder(program.toString()).start();
        api().put(
                        "{\"kind\":\"Node\",\"metadata\":{\"name\":\"" + NODE + "\",\"labels\":{}},\"status\":{"
                                + "\"capacity\":{\"cpu\":\"16\",\"memory\":\"2900Mi\"},\"allocatable\":{\"cpu\":\"16\",\"memory\":\"2900Mi\"}}}");
        api().put("{\"kind\":\"NodeMetric\",\"metadata\":{\"name\":\"" + NODE
                + "\"},\"spec\":{\"metricCollectPolicy\":{\"reportIntervalSeconds\":1}}}");
    }

    @AfterEach
    void cleanUp(TestInfo test) throws IOException {
        end(agent);
        for (int run = 1; run <= runs && Files.isDirectory(OUT); run++) {
            Path log = folder.resolve("agent-" + run + ".log");
            String name = test.getTestMethod().orElseThrow().getName() + "-" + run + ".log";
            Files.copy(log, OUT.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        end(kubelet);
        if (tree != null) {
            tree.close();
        }
        if (api != null) {
            api.close();
        }
    }

    private static void end(@Nullable Process process) {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** The policy, as the {@code spec} of a NodeSLO. */
    void slo(String spec) {
        api().put("{\"kind\":\"NodeSLO\",\"metadata\":{\"name\":\"" + NODE + "\"},\"spec\":" + spec + "}");
    }

    /**
     * A pod with one container and its groups.
     *
     * @param metadata labels and annotations, as fields of JSON
     * @param resources requests and limits, as fields of JSON
     */
    CgroupPath pod(KubeQos qos, String name, String metadata, String resources) throws IOException {
        CgroupPath group = tree().pod(qos, name);
        String wireQos = switch (qos) {
            case GUARANTEED -> "Guaranteed";
            case BURSTABLE -> "Burstable";
            case BEST_EFFORT -> "BestEffort";
        };
        api().put("{\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name + "\",\"namespace\":\"default\"," + metadata
                + "\"creationTimestamp\":\"2026-01-01T00:00:00Z\"},\"spec\":{\"nodeName\":\"" + NODE
                + "\",\"containers\":[{\"name\":\"c\",\"resources\":{" + resources
                + "}}]},\"status\":{\"phase\":\"Running\",\"qosClass\":\"" + wireQos
                + "\",\"containerStatuses\":[{\"name\":\"c\",\"containerID\":\"containerd://" + name + "\"}]}}");
        return group;
    }

    /** A pod of the class LS. */
    CgroupPath online(String name, String resources) throws IOException {
        return pod(KubeQos.BURSTABLE, name, "\"labels\":{\"koordinator.sh/qosClass\":\"LS\"},", resources);
    }

    /** A pod of the class BE. */
    CgroupPath batch(String name, String resources) throws IOException {
        return pod(KubeQos.BEST_EFFORT, name, "\"labels\":{\"koordinator.sh/qosClass\":\"BE\"},", resources);
    }

    /** Starts the agent. */
    Process start(String... settings) throws IOException {
        return start(List.of(), settings);
    }

    /** Starts the agent by another program. */
    Process start(List<String> by, String... settings) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.addAll(command("--node-name=" + NODE, "--api-server=" + api().url()));
        command.addAll(List.of(
                "--mode=enforce",
                "--kubelet-min-uptime=0s",
                "--fast-tick=500ms",
                "--prediction-cold-start=1m",
                "--http-host=127.0.0.1",
                "--http-port=0",
                "--pod-metrics=true",
                "--state-dir=" + folder.resolve("state")));
        command.addAll(List.of(settings));
        runs++;
        agent = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        return Objects.requireNonNull(agent);
    }

    /** What the agent has said. */
    Path log() {
        return folder.resolve("agent-" + runs + ".log");
    }

    /** As no orderly end would leave it. */
    void kill() {
        end(agent);
    }

    /** Gives back what a killed agent held; the exit code. */
    int restore() throws IOException {
        Process restore = new ProcessBuilder(command("restore", "--state-dir=" + folder.resolve("state")))
                .inheritIO()
                .start();
        return restore.onExit().join().exitValue();
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:SharedArchiveFile=/tests/classes.jsa",
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-Xint",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "io.sublet.agent.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** What the agent serves. */
    String get(String path) throws IOException {
        String log = Files.readString(log());
        int port = log.indexOf("port=") + "port=".length();
        String number = log.substring(port, log.indexOf('\n', port));
        HttpURLConnection connection = (HttpURLConnection)
                URI.create("http://127.0.0.1:" + number + path).toURL().openConnection();
        assertThat(connection.getResponseCode()).isEqualTo(200);
        try (var body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The number of a series; fails without one. */
    double metric(String series) throws IOException {
        return get("/metrics")
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    static void eventually(String what, ThrowingRunnable assertion) {
        Awaitility.await(what)
                .pollInterval(Duration.ofMillis(500))
                .atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(assertion);
    }

    /** Waits until all is as it was. */
    void eventuallyAsBefore(Map<String, String> before) {
        eventually("all is as it was", () -> assertThat(tree().snapshot()).isEqualTo(before));
    }

    FakeApiServer api() {
        return Objects.requireNonNull(api);
    }

    KubeTree tree() {
        return Objects.requireNonNull(tree);
    }
}
