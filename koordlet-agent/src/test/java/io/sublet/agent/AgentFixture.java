package io.sublet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An agent of its own process on real control groups and a real API server, for tests. */
class AgentFixture {
    static final String NODE = "it-node";
    static final String TIER = "/kubepods/besteffort";
    static final String TOPOLOGY = "topology.node.k8s.io/v1alpha1";

    static @Nullable AgentCluster server;

    @TempDir
    Path folder = Path.of("");

    @Nullable
    RealCgroups cgroups;

    @Nullable
    Process agent;

    @Nullable
    Process kubelet;

    static boolean isCgroupV1() {
        return RealCgroups.areThere();
    }

    @BeforeAll
    static void startServer() {
        server = AgentCluster.start();
    }

    @AfterAll
    static void stopServer() {
        api().close();
    }

    @BeforeEach
    void prepare() throws IOException {
        cgroups = new RealCgroups();
        cgroups().add(TIER + "/podbatch");
        cgroups().add("/kubepods/burstable/podonline");
        kubelet = cgroups().kubelet(folder);
        api().writeAuthority(folder.resolve("ca.crt"));
        api().writeToken(folder.resolve("token"));
        String cpus = Integer.toString(Runtime.getRuntime().availableProcessors());
        api().apply("{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"" + NODE + "\"}}");
        api().client().nodes().withName(NODE).editStatus(node -> {
            Map<String, Quantity> amounts = Map.of(
                    "cpu", new Quantity(cpus),
                    "memory", new Quantity("8Gi"));
            return new NodeBuilder(node)
                    .editOrNewStatus()
                    .withCapacity(amounts)
                    .withAllocatable(amounts)
                    .endStatus()
                    .build();
        });
        slo("{\"enable\":true,\"cpuSuppressThresholdPercent\":65,\"cpuSuppressPolicy\":\"cfsQuota\"}");
        api().apply("{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeMetric\",\"metadata\":{\"name\":\""
                + NODE + "\"},\"spec\":{\"metricCollectPolicy\":{\"reportIntervalSeconds\":1}}}");
    }

    @AfterEach
    void cleanUp() throws IOException, InterruptedException {
        Process running = agent;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
        cgroups().close();
    }

    static GenericKubernetesResource topology() {
        return api().client()
                .genericKubernetesResources(TOPOLOGY, "NodeResourceTopology")
                .withName(NODE)
                .get();
    }

    static List<Map<String, Object>> reportedPods() {
        List<Map<String, Object>> pods = metric().get("status", "podsMetric");
        return Objects.requireNonNull(pods);
    }

    void slo(String rule) {
        api().apply("{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeSLO\",\"metadata\":{\"name\":\""
                + NODE + "\"},\"spec\":{\"resourceUsedThresholdWithBE\":" + rule + "}}");
    }

    static ConditionFactory eventually() {
        return Awaitility.await().ignoreExceptions();
    }

    long quota() {
        return Long.parseLong(cgroups().read("cpu", TIER, "cpu.cfs_quota_us"));
    }

    String idle() {
        return cgroups().read("cpu", TIER, "cpu.idle");
    }

    static String reportedCpu() {
        String cpu = metric().get("status", "nodeMetric", "nodeUsage", "resources", "cpu");
        return String.valueOf(Objects.requireNonNull(cpu));
    }

    static GenericKubernetesResource metric() {
        return api().client()
                .genericKubernetesResources("slo.koordinator.sh/v1alpha1", "NodeMetric")
                .withName(NODE)
                .get();
    }

    void start() throws IOException {
        agent = new ProcessBuilder(agentCommand())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();
    }

    List<String> agentCommand() {
        List<String> command = command();
        command.addAll(List.of(
                "--node-name=" + NODE,
                "--api-server=" + api().url(),
                "--token-file=" + folder.resolve("token"),
                "--ca-file=" + folder.resolve("ca.crt"),
                "--mode=enforce",
                "--kubelet-cgroup-root=" + cgroups().base(),
                "--kubelet-min-uptime=0s",
                "--record-observations=all",
                "--http-host=127.0.0.1",
                "--http-port=0",
                "--state-dir=" + folder.resolve("state")));
        return command;
    }

    int restore() throws IOException, InterruptedException {
        return run("restore", "--state-dir=" + folder.resolve("state"));
    }

    int run(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = command();
        command.add(name);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start()
                .waitFor();
    }

    static List<String> command() {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.sublet.agent.Main"));
    }

    String get(String path) throws IOException, InterruptedException {
        String body = text(path);
        JsonObject.of(Json.parse(body), "");
        return body;
    }

    String text(String path) throws IOException, InterruptedException {
        String log = Files.readString(folder.resolve("agent.log"));
        int port = log.indexOf("port=") + "port=".length();
        String number = log.substring(port, log.indexOf('\n', port));
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + number + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            return response.body();
        }
    }

    RealCgroups cgroups() {
        return Objects.requireNonNull(cgroups);
    }

    static AgentCluster api() {
        return Objects.requireNonNull(server);
    }
}
