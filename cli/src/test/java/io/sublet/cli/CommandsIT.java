package io.sublet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.cli.command.Console;
import io.sublet.cli.fleet.Nodes;
import io.sublet.crds.nodeslo.NodeSLO;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real API server; agents answer through a stand-in for the pod proxy, as there are no kubelets. */
class CommandsIT {
    private static final String METRICS = """
            sublet_agent_mode{mode="enforce"} 1
            sublet_agent_held_knobs 4
            sublet_agent_best_effort_cpu_cores 2.4
            sublet_agent_best_effort_limit_cores 2.5
            """;

    private static @Nullable RealApiServer server;
    private static @Nullable ProxyFront front;

    @TempDir
    private static Path home = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        RealApiServer started = RealApiServer.start();
        server = started;
        started.install();
        ProxyFront proxy = ProxyFront.start(started.client());
        front = proxy;
        Console.kubeconfig(home, proxy.address());
        started.create(as("v1", "Node", Nodes.node("node-1", "\"pool\":\"a\"", Nodes.offers(6, 20))));
        started.create(as("v1", "Node", Nodes.node("node-2", "\"sublet.io/mode\":\"observe\"", "")));
        started.create(as("slo.koordinator.sh/v1alpha1", "NodeMetric", Nodes.metric("node-1", Instant.now(), 8)));
        started.create(Pods.of("agent", "agent-1", "node-1", 9316));
        started.create(Pods.of("manager", "manager-1", "node-1", 8080));
        proxy.answers("agent-1:9316", "/metrics", METRICS);
        proxy.answers("agent-1:9316", "/capabilities", """
                {"capabilities":[{"feature":"cpuSuppress","state":"enforced","reason":"by quota"},
                  {"feature":"bestEffortIdle","state":"impossible","reason":"cpu.idle: no such file"}]}""");
    }

    private static JsonObject as(String version, String kind, JsonObject object) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("apiVersion", version);
        fields.put("kind", kind);
        fields.putAll(object.fields());
        return new JsonObject(fields, "");
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(front).close();
        Objects.requireNonNull(server).close();
    }

    private static RealApiServer server() {
        return Objects.requireNonNull(server);
    }

    private static Console.Result run(String... arguments) {
        return Console.in(home)
                .with("KUBECONFIG", home.resolve("kubeconfig").toString())
                .run(arguments);
    }

    @Test
    void statusShowsWhatIsOfferedUsedAndHeldBack() {
        Console.Result result = run("status");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out().lines())
                .anyMatch(line ->
                        line.matches("node-1 +offering +enforce +16.0 +8.0 +3.0 +6.0 +2.5 +3.5 +20.0Gi +[0-9]+s"))
                .anyMatch(line -> line.matches("node-2 +silent +observe +16.0( +-){7}"))
                .contains("gained     3.0 cores, 2.0Gi in use by batch on what others have reserved");
        assertThat(run("status", "node-1", "--no-agents", "-o", "yaml").out())
                .contains("gained:\n    milliCpu: 3000", "limitMilliCpu: null");
        assertThat(run("status", "node-9")).isEqualTo(new Console.Result(1, "", "error: there is no node node-9\n"));
    }

    @Test
    void progressIsShownToAPersonOnly() {
        Console console = Console.in(home)
                .with("KUBECONFIG", home.resolve("kubeconfig").toString())
                .onATerminal();
        Console.Result result = console.run("status");

        assertThat(result.err()).contains("asking agents 2/2").endsWith("\r\u001b[K");
        assertThat(result.out()).contains("\u001b[32moffering\u001b[0m");
        assertThat(Console.in(home)
                        .with("KUBECONFIG", home.resolve("kubeconfig").toString())
                        .with("NO_COLOR", "1")
                        .onATerminal()
                        .run("status")
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void topShowsTheHeaviest() {
        assertThat(run("top").out().lines().skip(1).findFirst().orElse(""))
                .matches("node-1 +8.0 +50.0 % +5.0 +3.0 +20.0Gi +31.3 % +18.0Gi +2.0Gi");
        assertThat(run("top", "pods").out().lines().skip(1).toList())
                .satisfiesExactly(
                        line -> assertThat(line).matches("shop +web +node-1 +koord-prod +LS +4.0 +10.0Gi"),
                        line -> assertThat(line).matches("jobs +report +node-1 +koord-batch +BE +3.0 +2.0Gi"));
        assertThat(run("top", "pods", "-n", "jobs", "--by-memory", "-l", "1", "-o", "json")
                        .out())
                .contains("\"name\" : \"report\"")
                .doesNotContain("web");
    }

    @Test
    void theConfigurationIsExplainedComparedAndChecked() throws IOException {
        configure("60");
        server().client()
                .resources(NodeSLO.class)
                .resource(server().client().getKubernetesSerialization().unmarshal("""
                                {"apiVersion":"slo.koordinator.sh/v1alpha1","kind":"NodeSLO","metadata":{"name":"node-1"},"spec":{}}""", NodeSLO.class))
                .create();
        server().client().resources(NodeSLO.class).withName("node-1").patch(PatchContext.of(PatchType.JSON_MERGE), """
                        {"spec":{"resourceUsedThresholdWithBE":{"memoryEvictThresholdPercent":44}}}""");

        Console.Result effective = run("config", "effective", "node-1");
        assertThat(effective.err()).isEmpty();
        assertThat(effective.out().lines())
                .anyMatch(
                        line -> line.matches("resource-threshold-config +cpuSuppressThresholdPercent +60 +item pool-a"))
                .anyMatch(line -> line.matches(
                        "resource-threshold-config +memoryEvictThresholdPercent +44 +NodeSLO, by fabric8.*|"
                                + "resource-threshold-config +memoryEvictThresholdPercent +44 +NodeSLO, by .+"))
                .contains("not done here: bestEffortIdle is impossible: cpu.idle: no such file");
        assertThat(run("config", "effective", "node-1", "--all", "-o", "json").out())
                .contains("\"setBy\" : \"default\"");

        assertThat(run("config", "validate").out()).contains("slo-controller-config in sublet-system can be used");
        Path file = Files.writeString(home.resolve("new.json"), Json.write(Map.of("data", data("55"))));
        Console.Result diff = run("config", "diff", "-f", file.toString());
        assertThat(diff.code()).isEqualTo(1);
        assertThat(diff.out().lines().toList().getLast())
                .matches("resource-threshold-config +cpuSuppressThresholdPercent +60 +55 +1 of 2: node-1");
        assertThat(run("config", "diff", "-f", same("60").toString()))
                .isEqualTo(new Console.Result(0, "no difference for any node\n", ""));
    }

    private static Path same(String percent) throws IOException {
        return Files.writeString(home.resolve("same.json"), Json.write(Map.of("data", data(percent))));
    }

    private static Map<String, String> data(String percent) {
        return Map.of("resource-threshold-config", """
                {"clusterStrategy":{"enable":true},"nodeStrategies":[{"name":"pool-a",
                  "nodeSelector":{"matchLabels":{"pool":"a"}},"cpuSuppressThresholdPercent":%s}]}""".formatted(percent));
    }

    private static void configure(String percent) {
        server().client()
                .configMaps()
                .inNamespace(RealApiServer.NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("slo-controller-config")
                        .endMetadata()
                        .withData(data(percent))
                        .build())
                .createOr(existing -> existing.update());
    }
}
