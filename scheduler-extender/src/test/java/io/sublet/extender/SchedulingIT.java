package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.CrdFiles;
import io.sublet.testing.RealApiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The packaged extender beside a real kube-scheduler and a real API server. Nodes are objects without a kubelet. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SchedulingIT {
    private static final String NAMESPACE = "default";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static @Nullable Path folder;

    private static @Nullable RealApiServer server;
    private static @Nullable ChildProgram extender;
    private static @Nullable ChildProgram scheduler;
    private static int port;
    private static int managementPort;

    @BeforeAll
    static void startAll() throws Exception {
        server = RealApiServer.start();
        for (String crd :
                List.of("slo.koordinator.sh_nodemetrics.yaml", "topology.node.k8s.io_noderesourcetopologies.yaml")) {
            client().load(new ByteArrayInputStream(CrdFiles.read(crd))).create();
        }
        Path kubeconfig = Files.writeString(
                Objects.requireNonNull(folder).resolve("kubeconfig"),
                Objects.requireNonNull(server).kubeconfig());
        port = ChildProgram.freePort();
        managementPort = ChildProgram.freePort();
        extender = startExtender(Files.writeString(
                Objects.requireNonNull(folder).resolve("extender-kubeconfig"),
                ExtenderAccount.create(Objects.requireNonNull(server))));
        scheduler = startScheduler(kubeconfig);
        awaiting()
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(get(managementPort, "/q/health/ready").statusCode())
                                .isEqualTo(200));
    }

    @AfterAll
    static void stopAll() throws Exception {
        for (AutoCloseable running : new AutoCloseable[] {scheduler, extender, server}) {
            if (running != null) {
                running.close();
            }
        }
    }

    private static ChildProgram startExtender(Path kubeconfig) throws IOException {
        return ChildProgram.start(
                "extender",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar").toString()),
                Map.of(
                        "KUBECONFIG",
                        kubeconfig.toString(),
                        "SUBLET_EXTENDER_CONFIG_NAMESPACE",
                        ExtenderAccount.NAMESPACE,
                        "SUBLET_EXTENDER_PIN_LEASE_NAMESPACE",
                        ExtenderAccount.NAMESPACE,
                        "SUBLET_EXTENDER_PIN_LEASE_NAME",
                        "sublet-scheduler-bind",
                        "QUARKUS_HTTP_PORT",
                        Integer.toString(port),
                        "QUARKUS_MANAGEMENT_PORT",
                        Integer.toString(managementPort),
                        "QUARKUS_MANAGEMENT_HOST",
                        "127.0.0.1"));
    }

    private static ChildProgram startScheduler(Path kubeconfig) throws IOException {
        String config = """
                apiVersion: kubescheduler.config.k8s.io/v1
                kind: KubeSchedulerConfiguration
                leaderElection: {leaderElect: false}
                clientConnection: {kubeconfig: %s}
                profiles:
                  - schedulerName: koord-scheduler
                extenders:
                  - urlPrefix: http://127.0.0.1:%d/load
                    filterVerb: filter
                    prioritizeVerb: prioritize
                    weight: 1
                    nodeCacheCapable: true
                    httpTimeout: 300ms
                    ignorable: true
                """.formatted(kubeconfig, port);
        Path file = Files.writeString(Objects.requireNonNull(folder).resolve("scheduler.yaml"), config);
        return ChildProgram.start(
                "kube-scheduler",
                List.of(
                        RealApiServer.program("kube-scheduler").toString(),
                        "--config=" + file,
                        "--secure-port=0",
                        "--pod-max-in-unschedulable-pods-duration=1s"),
                Map.of());
    }

    @Test
    @Order(1)
    void podsLandOnTheLessLoadedNode() {
        node("warm-1", "choice", 16_000);
        node("warm-2", "choice", 3_000);

        for (int i = 0; i < 5; i++) {
            assertThat(placed(pod("choice-" + i, "choice"))).isEqualTo("warm-2");
        }
    }

    @Test
    @Order(2)
    void aNodeOverTheThresholdIsRefusedAndTheEventTellsTheNumber() {
        node("hot", "hot", 29_000);

        Pod pod = pod("hot", "hot");

        awaiting()
                .untilAsserted(() -> assertThat(messages(pod))
                        .anyMatch(
                                message -> message.contains("cpu usage 91 percent (with this pod) over threshold 65")));
        assertThat(reload(pod).getSpec().getNodeName()).isNull();
    }

    @Test
    @Order(3)
    void podsAssignedSinceTheReportCount() {
        node("filling", "filling", 1_000);
        assigned("big-1", "filling", "Running");
        assigned("big-2", "filling", "Running");
        Pod finished = assigned("big-3", "filling", "Running");
        awaiting().untilAsserted(() -> assertThat(explained()).contains("\"load\":26500,"));

        finish(finished);

        awaiting().untilAsserted(() -> assertThat(explained()).contains("\"load\":18000,"));
    }

    @Test
    @Order(4)
    void theAnnotationOfANodeRulesThatNode() {
        node("strict", "strict", 3_000);
        client().nodes()
                .withName("strict")
                .edit(node -> new NodeBuilder(node)
                        .editMetadata()
                        .addToAnnotations(
                                "scheduling.koordinator.sh/usage-thresholds", "{\"usageThresholds\":{\"cpu\":5}}")
                        .endMetadata()
                        .build());
        awaiting().untilAsserted(() -> assertThat(explained()).contains("\"thresholdPercent\":5,"));

        Pod pod = pod("strict", "strict");

        awaiting()
                .untilAsserted(() -> assertThat(messages(pod))
                        .anyMatch(
                                message -> message.contains("cpu usage 10 percent (with this pod) over threshold 5")));
    }

    @Test
    @Order(5)
    void newRulesTakeEffectWithoutARestartAndAPodThatWasRefusedIsTriedAgain() {
        rules("{\"usageThresholds\":{\"cpu\":99}}");

        awaiting().untilAsserted(() -> assertThat(explained()).contains("\"thresholdPercent\":99,"));
        assertThat(placed(client().pods().inNamespace(NAMESPACE).withName("hot").require()))
                .isEqualTo("hot");
    }

    @Test
    @Order(6)
    void rulesThatCannotBeUsedLeaveTheLastOnesInForceAndAreSaidOnce() throws Exception {
        rules("{\"usageThresholds\":{\"cpu\":101}}");

        awaiting().untilAsserted(() -> assertThat(metrics()).contains("sublet_extender_config_rejected 1.0"));
        assertThat(explained()).contains("\"thresholdPercent\":99,");
        awaiting()
                .untilAsserted(() -> assertThat(warningsAboutRules())
                        .containsExactly("load-aware-config: usageThresholds.cpu must be in 0..100, was 101"));

        rules("{\"usageThresholds\":{\"cpu\":98}}");
        rules("{\"usageThresholds\":{\"cpu\":101}}");
        rules("{}");

        awaiting().untilAsserted(() -> assertThat(metrics()).contains("sublet_extender_config_rejected 0.0"));
        awaiting().untilAsserted(() -> assertThat(explained()).contains("\"thresholdPercent\":65,"));
        assertThat(warningsAboutRules()).hasSize(1);
    }

    private static void rules(String document) {
        client().configMaps()
                .inNamespace(ExtenderAccount.NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("slo-controller-config")
                        .endMetadata()
                        .withData(Map.of("load-aware-config", document))
                        .build())
                .createOr(existing -> existing.update());
    }

    private static List<String> warningsAboutRules() {
        return client().v1().events().inNamespace(ExtenderAccount.NAMESPACE).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getKind().equals("ConfigMap"))
                .map(Event::getMessage)
                .toList();
    }

    private static String metrics() throws IOException, InterruptedException {
        return get(managementPort, "/q/metrics").body();
    }

    @Test
    @Order(7)
    void metricsCountWhatWasAsked() {
        // pods that were refused are asked about again and again, so that a question may just be in flight
        awaiting()
                .untilAsserted(() -> assertThat(metrics())
                        .contains(
                                "sublet_extender_requests_total{entry=\"load\",outcome=\"ok\",verb=\"filter\"}",
                                "sublet_extender_requests_total{entry=\"load\",outcome=\"ok\",verb=\"prioritize\"}",
                                "sublet_extender_request_duration_seconds_bucket",
                                "sublet_extender_nodes_filtered_total{reason=\"CpuOverThreshold\"}",
                                "sublet_extender_watching{kind=\"nodemetrics\"} 1.0",
                                "sublet_extender_snapshot_nodes 5.0",
                                "sublet_extender_inflight{entry=\"load\"} 0.0"));
    }

    @Test
    @Order(8)
    void withoutTheExtenderPodsAreScheduledAllTheSame() throws Exception {
        Objects.requireNonNull(extender).close();
        node("alone", "alone", 30_000);

        assertThat(placed(pod("alone", "alone"))).isEqualTo("alone");
        assertThat(Objects.requireNonNull(scheduler).isAlive()).isTrue();
    }

    /** A Ready node with 32 CPUs, and a report of what it uses. */
    private static void node(String name, String group, long usedMilliCpu) {
        ReadyNodes nodes = new ReadyNodes(client());
        nodes.create(name, Map.of("group", group), 32, "128Gi");
        nodes.report(name, usedMilliCpu);
        awaiting()
                .untilAsserted(() -> assertThat(Objects.requireNonNull(extender).isAlive() ? explained() : name)
                        .contains(name));
    }

    private static Pod pod(String name, String group) {
        Pod pod = podOf(name, "200m")
                .editSpec()
                .addToNodeSelector("group", group)
                .endSpec()
                .build();
        return client().resource(pod).create();
    }

    /** A pod that already is on a node, and asks for 10 CPUs. */
    private static Pod assigned(String name, String node, String phase) {
        Pod pod = client().resource(podOf(name, "10")
                        .editSpec()
                        .withNodeName(node)
                        .endSpec()
                        .build())
                .create();
        pod.getStatus().setPhase(phase);
        return client().resource(pod).patchStatus();
    }

    private static void finish(Pod pod) {
        pod.getStatus().setPhase("Succeeded");
        client().resource(pod).patchStatus();
    }

    private static PodBuilder podOf(String name, String cpu) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("koord-scheduler")
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .withNewResources()
                .addToRequests("cpu", new Quantity(cpu))
                .endResources()
                .endContainer()
                .endSpec();
    }

    private static String placed(Pod pod) {
        awaiting()
                .untilAsserted(
                        () -> assertThat(reload(pod).getSpec().getNodeName()).isNotNull());
        return reload(pod).getSpec().getNodeName();
    }

    private static Pod reload(Pod pod) {
        return client().resource(pod).get();
    }

    private static List<String> messages(Pod pod) {
        return client().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(event -> pod.getMetadata()
                        .getUid()
                        .equals(event.getInvolvedObject().getUid()))
                .map(Event::getMessage)
                .toList();
    }

    /** What the extender says of the first pod of the tests. */
    private static String explained() {
        try {
            Pod any = client().pods().inNamespace(NAMESPACE).list().getItems().stream()
                    .findAny()
                    .orElseGet(() -> client().resource(podOf("any", "100m")
                                    .editSpec()
                                    .addToNodeSelector("group", "none")
                                    .endSpec()
                                    .build())
                            .create());
            return get(
                            port,
                            "/explain/pod/" + NAMESPACE + "/"
                                    + any.getMetadata().getName())
                    .body();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> get(int on, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + on + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static ConditionFactory awaiting() {
        return Awaitility.await().pollInterval(Duration.ofMillis(200));
    }

    private static KubernetesClient client() {
        return Objects.requireNonNull(server).client();
    }
}
