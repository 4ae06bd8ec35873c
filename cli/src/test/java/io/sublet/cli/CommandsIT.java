package io.sublet.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.cli.command.Console;
import io.sublet.cli.command.Documentation;
import io.sublet.cli.fleet.Nodes;
import io.sublet.crds.nodeslo.NodeSLO;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a real API server; agents answer through a stand-in for the pod proxy, as there are no kubelets. */
class CommandsIT {
    private static final String METRICS = """
            sublet_agent_mode{mode="enforce"} 1
            sublet_agent_held_values 4
            sublet_agent_best_effort_cpu_cores 2.4
            sublet_agent_best_effort_limit_cores 2.5
            """;

    private static final String LEDGER = """
            {"decisions":[{"at":"2026-01-01T00:00:00Z","policy":"memoryEvict","verdict":"act","reason":"MemoryOverWatermark",
              "text":"memory is above the watermark","facts":{"victim":"jobs/report"},"writes":[]}]}""";

    private static @Nullable InstalledCluster server;
    private static @Nullable ProxyFront front;

    @TempDir
    private static Path home = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        InstalledCluster started = InstalledCluster.start();
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
        started.create(Json.parseObject("""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"jobs"}}"""));
        started.create(Json.parseObject("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"name":"report","namespace":"jobs"},
                 "spec":{"nodeName":"node-1","containers":[{"name":"main","image":"none"}]}}"""));
        started.create(Pods.of("webhook", "webhook-1", "node-1", 9443));
        proxy.answers("agent-1:9316", "/metrics", CommandsIT::metrics);
        proxy.answers("agent-1:9316", "/decisions?since=24h", LEDGER);
        proxy.answers("agent-1:9316", "/decisions?last=5", "2026-01-01 suppress acts\n");
        proxy.answers("manager-1:8080", "/explain/node/node-1", "node  node-1\n");
        proxy.answers("manager-1:8080", "/explain/pod/jobs/report", "{\"governedBy\":\"its QoS class\"}");
        proxy.answers("manager-1:8080", "/explain/config", "{\"colocation-config\":{\"standing\":\"InForce\"}}");
        proxy.answers("https:webhook-1:9443", "/explain/pod?namespace=jobs", "{\"profiles\":[]}");
        proxy.answers("https:webhook-1:9443", "/explain/pod", "POST a Pod");
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

    /** As a real agent does it: nothing is held any more once the label is there. */
    private static String metrics() {
        boolean off = "disabled"
                .equals(server().client()
                        .nodes()
                        .withName("node-1")
                        .get()
                        .getMetadata()
                        .getLabels()
                        .get("sublet.io/colocation"));
        return off ? METRICS.replace("held_values 4", "held_values 0").replace("enforce", "off") : METRICS;
    }

    private static InstalledCluster server() {
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
    void aNamespaceWithoutSubletIsNamedAndChangesNothing() {
        Console.Result nothing =
                new Console.Result(3, "", "error: no pod of Sublet is in namespace jobs, it is in sublet-system\n");
        for (String command : List.of(
                "status",
                "status node-1",
                "explain node node-1",
                "config validate",
                "config effective node-1",
                "disable node-1",
                "disable --all",
                "enable node-1",
                "capture node-1")) {
            assertThat(run((command + " --sublet-namespace jobs").split(" ", -1)))
                    .as(command)
                    .isEqualTo(nothing);
        }
        assertThat(server().client()
                        .nodes()
                        .withName("node-1")
                        .get()
                        .getMetadata()
                        .getLabels())
                .doesNotContainKey("sublet.io/colocation");
        assertThat(run("check", "--sublet-namespace", "jobs").out())
                .contains(
                        "warn    install    Sublet is in sublet-system already; a second one would write the same objects",
                        "Sublet is not installed in jobs");
        assertThat(run("status", "node-1", "--sublet-namespace", "jobs", "--no-agents")
                        .code())
                .as("asks no pod of it")
                .isZero();
        assertThat(run("status", "--sublet-namespace", "sublet-system").code()).isZero();
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
                .anyMatch(line ->
                        line.matches("resource-threshold-config +memoryEvictThresholdPercent +44 +NodeSLO, by .+"))
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

    /** As where Sublet has taken the place of Koordinator's central programs and follows its ConfigMap. */
    @Test
    void theConfigMapIsThatWhichTheManagerFollows() {
        configure("60");
        server().create(Json.parseObject("""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"koordinator-system"}}"""));
        server().create(Json.parseObject("""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"koordinator-system","name":"slo-controller-config"},
                 "data":{"resource-threshold-config":"{\\"clusterStrategy\\":{\\"enable\\":true,\\"cpuSuppressThresholdPercent\\":41}}"}}"""));
        server().create(Json.parseObject("""
                {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"sublet-system","name":"manager-2","labels":{
                   "app.kubernetes.io/part-of":"sublet","app.kubernetes.io/component":"manager"}},
                 "spec":{"nodeName":"node-1","containers":[{"name":"main","image":"none","env":[
                   {"name":"SUBLET_MANAGER_CONFIG_NAMESPACE","value":"koordinator-system"}]}]}}"""));
        try {
            assertThat(run("config", "validate").out())
                    .contains("slo-controller-config in koordinator-system can be used");
            assertThat(run("config", "effective", "node-1").out().lines())
                    .anyMatch(line ->
                            line.matches("resource-threshold-config +cpuSuppressThresholdPercent +41 +cluster"));
        } finally {
            server().client()
                    .pods()
                    .inNamespace(InstalledCluster.NAMESPACE)
                    .withName("manager-2")
                    .withGracePeriod(0)
                    .delete();
        }
    }

    @Test
    void explainsANodeAPodAndAnEviction() {
        Console.Result node = run("explain", "node", "node-1", "--last", "5");
        assertThat(node.err()).isEmpty();
        assertThat(node.out())
                .contains(
                        "What it offers\nnode  node-1\n",
                        "2026-01-01 suppress acts",
                        "- feature: \"bestEffortIdle\"\n  state: \"impossible\"",
                        "What is asked of it, and how far it goes\n");
        assertThat(run("explain", "node", "node-2").out()).contains("not known: no agent runs on node node-2");
        assertThat(run("explain", "node", "node-9").err()).isEqualTo("error: there is no node node-9\n");

        assertThat(run("explain", "pod", "jobs/report").out())
                .contains(
                        "At admission\nprofiles: []",
                        "What may be done to it on node-1\ngovernedBy: \"its QoS class\"",
                        "memoryEvict acts: MemoryOverWatermark: memory is above the watermark");
        assertThat(run("explain", "config", "-o", "json").out()).contains("\"standing\" : \"InForce\"");

        assertThat(run("explain", "eviction", "report", "-n", "jobs").out())
                .isEqualTo("Why\non node-1, 2026-01-01T00:00:00Z memoryEvict acts: MemoryOverWatermark: "
                        + "memory is above the watermark\n");
        assertThat(run("explain", "eviction", "jobs/other", "--node", "node-1"))
                .isEqualTo(
                        new Console.Result(
                                1,
                                "",
                                "error: nobody remembers an eviction of jobs/other: no event names one, and no decision since 24h does\n"));
    }

    @Test
    void checksTheWholeInstallation() {
        server().create(Json.parseObject("""
                {"apiVersion":"apps/v1","kind":"DaemonSet","metadata":{"name":"koordlet","namespace":"default"},
                 "spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
                   "spec":{"containers":[{"name":"main","image":"somewhere/koordlet:v1"}]}}}}"""));

        Console.Result result = run("check");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isEqualTo(1);
        assertThat(result.out().lines())
                .anyMatch(line -> line.matches("ok +cluster +Kubernetes v1\\..+"))
                .contains(
                        "ok      cluster    all custom resources are defined",
                        "ok      programs   manager: 1 of 1 pods are ready",
                        "note    programs   no scheduler is installed",
                        "warn    nodes      no agent answers on 1 of 2 nodes (node-2): no agent runs on it",
                        "note    conflicts  default/koordlet has no pods now; with some: Koordinator's agent writes the same kernel files and reports",
                        "warn    webhook    it is not registered: no pod becomes a batch pod",
                        "ok      webhook    the API server reaches webhook-1",
                        "ok      rights     you may use all commands");
    }

    @Test
    void theSwitchIsTurnedAndConfirmed() {
        patchOffer("0");

        Console.Result off = run("disable", "node-1", "--reason", "drill", "--wait", "5");
        assertThat(off.err()).isEmpty();
        assertThat(off.code()).isZero();
        assertThat(off.out().lines().toList().getLast()).matches("node-1 +off +0 +- +disabled, all is as it was");
        assertThat(server().client()
                        .nodes()
                        .withName("node-1")
                        .get()
                        .getMetadata()
                        .getAnnotations())
                .containsEntry("sublet.io/colocation-reason", "drill");

        Console.Result on = run("enable", "node-1");
        assertThat(on.code()).isZero();
        assertThat(on.out().lines().toList().getLast()).matches("node-1 +enforce +4 +- +enabled");
        assertThat(server().client()
                        .nodes()
                        .withName("node-1")
                        .get()
                        .getMetadata()
                        .getLabels())
                .doesNotContainKey("sublet.io/colocation");

        configure("60");
        Console.Result all = run("disable", "--all", "--wait", "0", "-o", "json");
        assertThat(all.code()).as("no agent confirms for node-2").isEqualTo(1);
        assertThat(all.out()).contains("\"waitsFor\" : \"its agent does not say: no agent runs on it\"");
        assertThat(switchConfig()).isEqualTo("{\"colocation\":\"disabled\"}");
        assertThat(run("enable", "node-1", "--wait", "0").out()).contains("not confirmed: the configuration says off");
        assertThat(run("enable", "--all", "--wait", "0").out()).contains("node-1  enforce");
        assertThat(switchConfig()).isEqualTo("null");
        assertThat(run("disable").err()).isEqualTo("error: name the nodes, or give --all\n");
        assertThat(run("disable", "node-1", "node-9").err()).isEqualTo("error: there is no node node-9\n");
        patchOffer("6k");
    }

    /**
     * Each in the order in which it stands there, but for what runs a program in an agent's pod, which takes a kubelet; where a
     * person would wait for a node without an agent, nobody does.
     */
    @Test
    void whatTheDocumentationShowsCanBeDone() throws IOException {
        configure("60");
        Path file = Files.writeString(home.resolve("new.yaml"), Json.write(Map.of("data", data("60"))));
        for (List<String> documented : Documentation.commands()) {
            if (documented.getFirst().equals("replay")) {
                continue;
            }
            String[] command = documented.stream()
                    .filter(word -> !word.equals("--wait") && !word.equals("120"))
                    .map(word -> word.equals("new.yaml") ? file.toString() : word.replace("NODE", "node-1"))
                    .toArray(String[]::new);
            boolean switches = command[0].equals("disable") || command[0].equals("enable");
            String[] patient = Stream.concat(Stream.of(command), switches ? Stream.of("--wait=0") : Stream.empty())
                    .toArray(String[]::new);

            Console.Result result = run(patient);

            assertThat(result.code()).as("%s: %s", documented, result.err()).isIn(0, 1);
            assertThat(result.out()).as("%s", documented).isNotBlank();
            assertThat(result.err()).as("%s", documented).isEmpty();
        }
    }

    /** That an archive comes is for a test with a kubelet; without one the API server says why not. */
    @Test
    void aCaptureThatFailsLeavesNoFile() throws IOException {
        Path wanted = home.resolve("node.tar.gz");

        Console.Result result = run("capture", "node-1", "-f", wanted.toString());

        assertThat(result.code()).isEqualTo(3);
        assertThat(result.err())
                .startsWith("error: the agent of node node-1 could not be captured: ")
                .hasLineCount(1);
        assertThat(wanted).doesNotExist();
        assertThat(run("capture", "node-2").err()).isEqualTo("error: no agent runs on node node-2\n");
        try (Stream<Path> files = Files.list(home)) {
            assertThat(files.filter(file -> file.toString().endsWith(".part"))).isEmpty();
        }
    }

    private static String switchConfig() {
        return String.valueOf(server().client()
                .configMaps()
                .inNamespace(InstalledCluster.NAMESPACE)
                .withName("slo-controller-config")
                .get()
                .getData()
                .get("colocation-switch-config"));
    }

    private static void patchOffer(String cpu) {
        server().client()
                .nodes()
                .withName("node-1")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"allocatable\":{\"kubernetes.io/batch-cpu\":\"" + cpu
                                + "\",\"kubernetes.io/batch-memory\":\"" + (cpu.equals("0") ? "0" : "20Gi") + "\"}}}");
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
                .inNamespace(InstalledCluster.NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("slo-controller-config")
                        .endMetadata()
                        .withData(data(percent))
                        .build())
                .createOr(existing -> existing.update());
    }
}
