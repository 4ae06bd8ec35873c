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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The agent as a process, against a real API server and real control groups. */
@EnabledIf(value = "isCgroupV1", disabledReason = "needs root and a cgroup v1 hierarchy")
class AgentProcessIT {
    private static final String NODE = "it-node";
    private static final String TIER = "/kubepods/besteffort";
    private static final String TOPOLOGY = "topology.node.k8s.io/v1alpha1";

    private static @Nullable RealApiServer server;

    @TempDir
    Path folder = Path.of("");

    private @Nullable RealCgroups cgroups;
    private @Nullable Process agent;
    private @Nullable Process kubelet;

    static boolean isCgroupV1() {
        return RealCgroups.areThere();
    }

    @BeforeAll
    static void startServer() {
        server = RealApiServer.start();
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

    @Test
    void suppressesBestEffortReportsUsageAndLeavesAllAsItWasAfterAKill() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        cgroups().spin(TIER + "/podbatch");
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isBetween(2000L, 200_000L));
        eventually().untilAsserted(() -> assertThat(idle()).isEqualTo("1"));
        eventually().untilAsserted(() -> assertThat(reportedCpu()).isNotEmpty());
        assertThat(get("/decisions?last=50")).contains("OnlineUsage").contains("OnlineFirst");
        Objects.requireNonNull(agent).destroyForcibly().waitFor();
        assertThat(cgroups().snapshot()).isNotEqualTo(before);
        assertThat(restore()).isZero();
        assertThat(cgroups().snapshot()).isEqualTo(before);
        assertThat(restore()).isZero();
    }

    @Test
    void takesCpusAndGivesThemBackWhenThePolicyIsSwitchedOff() throws Exception {
        slo("{\"enable\":true,\"cpuSuppressThresholdPercent\":1,\"cpuSuppressPolicy\":\"cpuset\"}");
        Map<String, String> before = cgroups().snapshot();
        start();
        // Two CPUs are the least that best effort keeps, so that on a small machine the set stays as it is.
        eventually().untilAsserted(() -> assertThat(idle()).isEqualTo("1"));
        eventually().untilAsserted(() -> assertThat(get("/decisions?last=50")).contains("\"policy\":\"suppress\""));
        slo("{\"enable\":false}");
        eventually().untilAsserted(() -> assertThat(cgroups().snapshot()).isEqualTo(before));
    }

    @Test
    void reportsWhatAPodUsesWhileItIsThere() throws Exception {
        start();
        api().apply(
                        "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"online\",\"namespace\":\"default\"},"
                                + "\"spec\":{\"nodeName\":\"" + NODE
                                + "\",\"containers\":[{\"name\":\"c\",\"image\":\"i\","
                                + "\"resources\":{\"requests\":{\"cpu\":\"1\"}}}]}}");
        String uid = api().client()
                .pods()
                .inNamespace("default")
                .withName("online")
                .get()
                .getMetadata()
                .getUid();
        String group = "/kubepods/burstable/pod" + uid;
        cgroups().add(group);
        cgroups().spin(group);
        eventually()
                .untilAsserted(() -> assertThat(reportedPods()).singleElement().satisfies(pod -> {
                    assertThat(pod).containsEntry("name", "online").containsEntry("qos", "LS");
                    assertThat(String.valueOf(pod.get("podUsage")))
                            .contains("cpu")
                            .contains("memory");
                }));
        api().client()
                .pods()
                .inNamespace("default")
                .withName("online")
                .withGracePeriod(0)
                .delete();
        eventually().untilAsserted(() -> assertThat(reportedPods()).isEmpty());
    }

    @Test
    void keepsTheTopologyOfTheNodeBesideWhatOthersWrite() throws Exception {
        api().client()
                .genericKubernetesResources(TOPOLOGY, "NodeResourceTopology")
                .delete();
        start();
        eventually().untilAsserted(() -> {
            GenericKubernetesResource made = Objects.requireNonNull(topology());
            assertThat(made.getMetadata().getAnnotations()).containsKeys("node.koordinator.sh/cpu-topology");
            assertThat(made.getMetadata().getOwnerReferences())
                    .singleElement()
                    .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("Node"));
        });
        GenericKubernetesResource edited = topology();
        edited.getMetadata().getAnnotations().put("example.com/other", "stays");
        edited.getMetadata().getAnnotations().remove("node.koordinator.sh/cpu-shared-pools");
        api().client().resource(edited).update();
        eventually()
                .untilAsserted(() -> assertThat(topology().getMetadata().getAnnotations())
                        .containsKeys("node.koordinator.sh/cpu-shared-pools", "example.com/other"));
    }

    private static GenericKubernetesResource topology() {
        return api().client()
                .genericKubernetesResources(TOPOLOGY, "NodeResourceTopology")
                .withName(NODE)
                .get();
    }

    private static List<Map<String, Object>> reportedPods() {
        List<Map<String, Object>> pods = metric().get("status", "podsMetric");
        return Objects.requireNonNull(pods);
    }

    @Test
    void stopsBeingIdleAsSoonAsTheKubeletIsGone() throws Exception {
        start();
        eventually().untilAsserted(() -> assertThat(idle()).isEqualTo("1"));
        Objects.requireNonNull(kubelet).destroyForcibly().waitFor();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(idle()).isEqualTo("0"));
        assertThat(cgroups().read("cpu", TIER, "cpu.shares")).isEqualTo("2");
    }

    @Test
    void givesBackEverythingWhenItIsToldToEnd() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        Process running = Objects.requireNonNull(agent);
        running.destroy();
        assertThat(running.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(running.exitValue()).as("all is given back").isZero();
        assertThat(cgroups().snapshot()).isEqualTo(before);
    }

    @Test
    void keepsTheLastGoodPolicyAndSaysSoOnTheObject() throws Exception {
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        api().apply("{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeSLO\",\"metadata\":{\"name\":\""
                + NODE
                + "\"},\"spec\":{\"resourceUsedThresholdWithBE\":{\"enable\":true,\"cpuSuppressPolicy\":\"magic\"}}}");
        eventually()
                .untilAsserted(() -> assertThat(api().client()
                                .v1()
                                .events()
                                .inNamespace("default")
                                .list()
                                .getItems())
                        .anySatisfy(event -> {
                            assertThat(event.getReason()).isEqualTo("InvalidPolicy");
                            assertThat(event.getInvolvedObject().getKind()).isEqualTo("NodeSLO");
                            assertThat(event.getMessage()).contains("cpuSuppressPolicy");
                        }));
        eventually().untilAsserted(() -> assertThat(get("/capabilities")).contains("the last good policy is in force"));
        assertThat(quota()).isPositive();
    }

    @Test
    void givesBackEverythingWhenTheNodeIsLabelled() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        label("disabled");
        try {
            assertSwitchedOff(before, "mode off; nothing is held");
        } finally {
            label(null);
        }
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
    }

    @Test
    void givesBackEverythingWhenTheClusterIsSwitchedOff() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        api().apply("{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeSLO\",\"metadata\":{\"name\":\""
                + NODE
                + "\"},\"spec\":{\"resourceUsedThresholdWithBE\":{\"enable\":true,\"cpuSuppressPolicy\":\"cfsQuota\"},"
                + "\"extensions\":{\"sublet\":{\"colocation\":\"disabled\"}}}}");
        assertSwitchedOff(before, "off by the cluster's switch; nothing is held");
    }

    /** Promised within two seconds; a machine that is busy with other things gets ten times as long. */
    private void assertSwitchedOff(Map<String, String> before, String why) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(cgroups().snapshot()).isEqualTo(before));
        eventually().untilAsserted(() -> assertThat(get("/capabilities")).contains(why));
        eventually().untilAsserted(() -> assertThat(text("/metrics")).contains("\nsublet_agent_held_values 0\n"));
        eventually()
                .untilAsserted(() -> assertThat(api().client()
                                .v1()
                                .events()
                                .inNamespace("default")
                                .list()
                                .getItems())
                        .anySatisfy(event -> {
                            assertThat(event.getReason()).isEqualTo("ColocationOff");
                            assertThat(event.getType()).isEqualTo("Normal");
                            assertThat(event.getInvolvedObject().getName()).isEqualTo(NODE);
                            assertThat(event.getMessage()).startsWith("Everything that the node's agent had changed");
                        }));
        eventually().untilAsserted(() -> assertThat(get("/decisions?last=50")).contains("\"policy\":\"mode\""));
    }

    private static void label(@Nullable String value) {
        api().client().nodes().withName(NODE).edit(node -> {
            Map<String, String> labels = new HashMap<>(node.getMetadata().getLabels());
            if (value == null) {
                labels.remove("sublet.io/colocation");
            } else {
                labels.put("sublet.io/colocation", value);
            }
            return new NodeBuilder(node)
                    .editMetadata()
                    .withLabels(labels)
                    .endMetadata()
                    .build();
        });
    }

    private void slo(String rule) {
        api().apply("{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeSLO\",\"metadata\":{\"name\":\""
                + NODE + "\"},\"spec\":{\"resourceUsedThresholdWithBE\":" + rule + "}}");
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().atMost(Duration.ofSeconds(40)).ignoreExceptions();
    }

    private long quota() {
        return Long.parseLong(cgroups().read("cpu", TIER, "cpu.cfs_quota_us"));
    }

    private String idle() {
        return cgroups().read("cpu", TIER, "cpu.idle");
    }

    private static String reportedCpu() {
        String cpu = metric().get("status", "nodeMetric", "nodeUsage", "resources", "cpu");
        return String.valueOf(Objects.requireNonNull(cpu));
    }

    private static GenericKubernetesResource metric() {
        return api().client()
                .genericKubernetesResources("slo.koordinator.sh/v1alpha1", "NodeMetric")
                .withName(NODE)
                .get();
    }

    private void start() throws IOException {
        agent = new ProcessBuilder(agentCommand())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();
    }

    private List<String> agentCommand() {
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

    /** In a mount namespace of its own the hierarchies are read-only; the machine's stay as they are. */
    @Test
    void holdsAndSaysWhyWhereControlGroupsAreReadOnly() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        List<String> command = new ArrayList<>(readOnly());
        command.addAll(agentCommand());
        command.add("--cgroup-root=" + folder.resolve("cgroup"));
        agent = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("agent.log").toFile())
                .start();
        eventually()
                .untilAsserted(
                        () -> assertThat(get("/decisions?policy=suppress")).contains("EROFS"));
        eventually().untilAsserted(() -> assertThat(get("/capabilities")).contains("EROFS"));
        assertThat(text("/healthz")).isEqualTo("ok\n");
        assertThat(cgroups().snapshot()).isEqualTo(before);
    }

    @Test
    void saysWhatItCouldNotGiveBackAndGivesItBackLater() throws Exception {
        Map<String, String> before = cgroups().snapshot();
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        Objects.requireNonNull(agent).destroyForcibly().waitFor();
        List<String> command = new ArrayList<>(readOnly());
        command.addAll(command());
        command.addAll(List.of(
                "restore", "--state-dir=" + folder.resolve("state"), "--cgroup-root=" + folder.resolve("cgroup")));
        Path said = folder.resolve("restore.log");
        assertThat(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start()
                        .waitFor())
                .isEqualTo(1);
        assertThat(Files.readString(said)).contains("EROFS").contains("NOT restored");
        assertThat(restore()).isZero();
        assertThat(cgroups().snapshot()).isEqualTo(before);
    }

    private List<String> readOnly() throws IOException {
        Path root = Files.createDirectories(folder.resolve("cgroup"));
        return List.of(
                "unshare",
                "--mount",
                "sh",
                "-c",
                "mount --rbind /sys/fs/cgroup \"$0\" && for d in \"$0\"/*/; do mount -o remount,bind,ro \"$d\" 2>/dev/null; done;"
                        + " exec \"$@\"",
                root.toString());
    }

    private int restore() throws IOException, InterruptedException {
        return run("restore", "--state-dir=" + folder.resolve("state"));
    }

    private int run(String name, String... arguments) throws IOException, InterruptedException {
        List<String> command = command();
        command.add(name);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile())
                .start()
                .waitFor();
    }

    @Test
    void replaysWhatItHasSeenUnderAnotherPolicy() throws Exception {
        start();
        eventually().untilAsserted(() -> assertThat(quota()).isPositive());
        eventually().untilAsserted(() -> assertThat(idle()).isEqualTo("1"));
        Objects.requireNonNull(agent).destroy();
        assertThat(Objects.requireNonNull(agent).waitFor(10, TimeUnit.SECONDS)).isTrue();
        String seen = folder.resolve("state/observations.jsonl").toString();
        assertThat(run("replay", seen, "--kubelet-min-uptime=0s")).isZero();
        assertThat(Files.readString(folder.resolve("replay.log")))
                .contains(" suppress acts: OnlineUsage: ")
                .contains(" idle acts: OnlineFirst: ")
                .doesNotContain("is left out");
        Path other = Files.writeString(
                folder.resolve("other.yaml"), "spec:\n  resourceUsedThresholdWithBE:\n    enable: false\n");
        assertThat(run("replay", seen, "--slo", other.toString())).isZero();
        assertThat(Files.readString(folder.resolve("replay.log")))
                .contains("under the other NodeSLO")
                .doesNotContain("OnlineUsage");
        assertThat(run("replay", folder.resolve("none").toString())).isEqualTo(2);
    }

    private static List<String> command() {
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.sublet.agent.Main"));
    }

    private String get(String path) throws IOException, InterruptedException {
        String body = text(path);
        JsonObject.of(Json.parse(body), "");
        return body;
    }

    private String text(String path) throws IOException, InterruptedException {
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

    private RealCgroups cgroups() {
        return Objects.requireNonNull(cgroups);
    }

    private static RealApiServer api() {
        return Objects.requireNonNull(server);
    }
}
