package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.crds.podqos.PodQoS;
import io.sublet.crds.podqos.PodQoSStatus;
import io.sublet.manager.kube.Leadership;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.SloExtensionsDocument;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The control loop against a real API server. */
class ControlLoopIT {
    private static final String SLO_API = "slo.koordinator.sh/v1alpha1";
    private static final Map<String, String> ENABLED = Map.of(
            "colocation-config",
            "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65,"
                    + "\"degradeTimeMinutes\":1,\"extensions\":{\"sublet.io/stable-offer\":{\"enable\":false}}}",
            "resource-threshold-config",
            "{\"clusterStrategy\":{\"enable\":true}}");
    private static final AtomicInteger NODES = new AtomicInteger();

    private static @Nullable RealCluster started;

    private final List<Replica> replicas = new ArrayList<>();
    private final String node = "node-" + NODES.incrementAndGet();

    @BeforeAll
    static void startCluster() {
        started = RealCluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster().close();
    }

    private static RealCluster cluster() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void stopReplicas() {
        replicas.forEach(Replica::close);
        KubernetesClient client = cluster().client();
        client.pods().inNamespace("default").withGracePeriod(0).delete();
        client.nodes().delete();
        client.resources(NodeMetric.class).delete();
        client.genericKubernetesResources(SLO_API, "NodeSLO").delete();
        client.configMaps()
                .inNamespace(RealCluster.NAMESPACE)
                .withName(RealCluster.CONFIG)
                .delete();
        client.resources(PodQoS.class).delete();
    }

    private Replica start(Optional<Leadership.Lease> lease) {
        Replica replica = Replica.start(cluster(), lease);
        replicas.add(replica);
        return replica;
    }

    private Replica start() {
        return start(Optional.empty());
    }

    private static void awaitMetric(String name) {
        await().untilAsserted(() -> assertThat(cluster()
                        .client()
                        .resources(NodeMetric.class)
                        .withName(name)
                        .get())
                .isNotNull());
    }

    private void offered() {
        cluster().configure(ENABLED);
        cluster().register(node);
        cluster().run("web-" + node, node, "20", "20G");
        awaitMetric(node);
        cluster().report(node, Instant.now(), "web-" + node, 33, 33);
        await().untilAsserted(() -> assertThat(cluster().batch(node)).contains("25000 33000000000"));
    }

    @Test
    void offersBatchWithinASecondOfTheReport() {
        start();
        offered();

        Instant written = Instant.now();
        cluster().report(node, written, "web-" + node, 10, 10);

        await().atMost(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(cluster().batch(node)).contains("48000 56000000000"));
    }

    @Test
    void countsAnOnlinePodFromItsBindingOn() {
        start();
        offered();

        cluster().run("late-" + node, node, "10", "10G");

        await().untilAsserted(() -> assertThat(cluster().batch(node)).contains("15000 23000000000"));
    }

    @Test
    void leavesTheRestOfTheNodeAlone() {
        start();
        cluster().configure(ENABLED);
        cluster().register(node);
        cluster()
                .client()
                .nodes()
                .withName(node)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"status\":{\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}],"
                                + "\"images\":[{\"names\":[\"a\"]}]}}");
        Node before = cluster().node(node);
        awaitMetric(node);
        cluster().report(node, Instant.now(), "none", 0, 0);
        await().untilAsserted(() -> assertThat(cluster().batch(node)).isPresent());

        Node after = cluster().node(node);
        after.getStatus().getCapacity().keySet().removeIf(RealCluster::isExtended);
        after.getStatus().getAllocatable().keySet().removeIf(RealCluster::isExtended);
        assertThat(after.getStatus()).isEqualTo(before.getStatus());
        assertThat(after.getMetadata().getLabels())
                .isEqualTo(before.getMetadata().getLabels());
    }

    @Test
    void withdrawsWhenTheReportGrowsTooOldWithoutAnyEvent() {
        Replica replica = start();
        offered();

        cluster().report(node, Instant.now().minusSeconds(56), "web-" + node, 33, 33);
        await().untilAsserted(() -> assertThat(replica.loop().view().metric(node))
                .hasValueSatisfying(metric -> assertThat(
                                metric.report().updateTime().toOptional())
                        .hasValueSatisfying(
                                time -> assertThat(time).isBefore(Instant.now().minusSeconds(50)))));
        assertThat(cluster().batch(node)).isPresent();

        await().untilAsserted(() -> assertThat(cluster().hasNoBatch(node)).isTrue());
    }

    @Test
    void withdrawsWhenTheConfigMapGoesAway() {
        start();
        offered();

        cluster()
                .client()
                .configMaps()
                .inNamespace(RealCluster.NAMESPACE)
                .withName(RealCluster.CONFIG)
                .delete();

        await().untilAsserted(() -> assertThat(cluster().hasNoBatch(node)).isTrue());
    }

    private static Map<String, JsonObject> conditions() {
        String status = cluster()
                .client()
                .configMaps()
                .inNamespace(RealCluster.NAMESPACE)
                .withName(RealCluster.CONFIG + "-status")
                .get()
                .getData()
                .get("status");
        Map<String, JsonObject> conditions = new HashMap<>();
        Json.parseObject(Objects.requireNonNull(status))
                .objects("conditions")
                .forEach(condition -> conditions.put(condition.string("type").orElseThrow(), condition));
        return conditions;
    }

    private static void awaitCondition(String key, String status, String reason, String message) {
        await().untilAsserted(() -> {
            JsonObject condition = Objects.requireNonNull(conditions().get(key));
            assertThat(condition.string("status")).contains(status);
            assertThat(condition.string("reason")).contains(reason);
            assertThat(condition.string("message").orElseThrow()).contains(message);
        });
    }

    @Test
    void keepsTheLastGoodContentOfOneKeyAndSaysWhatIsWrongWithTheNewOne() {
        Replica replica = start();
        offered();
        awaitCondition("colocation-config", "True", "InForce", "");

        cluster()
                .configure(Map.of(
                        "colocation-config", "{\"enable\":true,\"degradeTimeMinutes\":0}",
                        "cpu-burst-config",
                                "{\"clusterStrategy\":{\"policy\":\"auto\"},\"nodeStrategies\":[{\"name\":\"x\"}]}"));

        awaitCondition("colocation-config", "False", "LastGoodInForce", "degradeTimeMinutes must be in 1..");
        awaitCondition("cpu-burst-config", "True", "InForceWithWarnings", "nodeStrategies[0] has no nodeSelector");
        await().untilAsserted(() -> assertThat(eventNotes("ConfigRejected"))
                .filteredOn(note -> note.contains("colocation-config: degradeTimeMinutes must be in 1.."))
                .hasSize(1));
        assertThat(replica.gauge("config.rejected", "key", "colocation-config")).isEqualTo(1);
        assertThat(replica.gauge("config.rejected", "key", "cpu-burst-config")).isZero();
        await().untilAsserted(() -> assertThat(JsonObject.of(slo(node), "")
                        .objectOrEmpty("cpuBurstStrategy")
                        .string("policy"))
                .contains("auto"));
        cluster().report(node, Instant.now(), "web-" + node, 10, 10);
        await().untilAsserted(() -> assertThat(cluster().batch(node)).contains("48000 56000000000"));

        cluster().configure(ENABLED);
        awaitCondition("colocation-config", "True", "InForce", "");
        assertThat(replica.gauge("config.rejected", "key", "colocation-config")).isZero();
    }

    private static List<String> eventNotes(String reason) {
        return cluster().client().events().v1().events().inAnyNamespace().list().getItems().stream()
                .filter(event -> reason.equals(event.getReason()))
                .map(Event::getNote)
                .toList();
    }

    @Test
    void asksForWhatTheStrategySays() {
        start();
        cluster().configure(Map.of("colocation-config", """
                {"enable":true,"metricReportIntervalSeconds":7,
                 "nodeConfigs":[{"name":"slow","nodeSelector":{"matchLabels":{"pool":"slow"}},
                                 "metricReportIntervalSeconds":77}]}"""));
        cluster().register(node);

        await().untilAsserted(() -> assertThat(reportInterval()).isEqualTo(7));
        cluster().label(node, "pool", "slow");
        await().untilAsserted(() -> assertThat(reportInterval()).isEqualTo(77));
    }

    private @Nullable Long reportInterval() {
        NodeMetric metric = Objects.requireNonNull(
                cluster().client().resources(NodeMetric.class).withName(node).get());
        return Objects.requireNonNull(Objects.requireNonNull(metric.getSpec()).metricCollectPolicy())
                .reportIntervalSeconds();
    }

    @Test
    void writesTheDefaultRulesOfTheProtocol() {
        start();
        cluster().register(node);

        await().untilAsserted(() -> assertThat(slo(node)).isEqualTo(Json.parse("""
                {"resourceUsedThresholdWithBE":{"enable":false,"cpuSuppressThresholdPercent":65,
                    "cpuSuppressPolicy":"cpuset","memoryEvictThresholdPercent":70,"cpuEvictPolicy":"evictByRealLimit"},
                 "resourceQOSStrategy":{},
                 "cpuBurstStrategy":{"policy":"none","cpuBurstPercent":1000,"cfsQuotaBurstPercent":300,
                    "cfsQuotaBurstPeriodSeconds":-1,"sharePoolThresholdPercent":50},
                 "systemStrategy":{"totalNetworkBandwidth":"0"},
                 "extensions":{"Object":{}}}""")));
    }

    /** The spec as a tree; empty without an object. */
    private static @Nullable Object slo(String name) {
        GenericKubernetesResource object = cluster()
                .client()
                .genericKubernetesResources(SLO_API, "NodeSLO")
                .withName(name)
                .get();
        return object == null
                ? Map.of()
                : Json.parse(new io.fabric8.kubernetes.client.utils.KubernetesSerialization()
                        .asJson(Objects.requireNonNull(
                                object.getAdditionalProperties().get("spec"))));
    }

    private static long threshold(String name) {
        return JsonObject.of(slo(name), "")
                .objectOrEmpty("resourceUsedThresholdWithBE")
                .integer("cpuSuppressThresholdPercent")
                .orElse(-1L);
    }

    private static boolean enabled(String name) {
        return JsonObject.of(slo(name), "")
                .objectOrEmpty("resourceUsedThresholdWithBE")
                .bool("enable")
                .orElse(false);
    }

    private void applySlo(String manager, long percent) {
        cluster()
                .client()
                .genericKubernetesResources(SLO_API, "NodeSLO")
                .resource(Objects.requireNonNull(new io.fabric8.kubernetes.client.utils.KubernetesSerialization()
                        .unmarshal("""
                                {"apiVersion":"%s","kind":"NodeSLO","metadata":{"name":"%s"},
                                 "spec":{"resourceUsedThresholdWithBE":{"cpuSuppressThresholdPercent":%d}}}""".formatted(SLO_API, node, percent), GenericKubernetesResource.class)))
                .fieldManager(manager)
                .forceConflicts()
                .serverSideApply();
    }

    @Test
    void leavesAFieldToThePersonWhoAppliedIt() {
        Replica replica = start();
        cluster().configure(ENABLED);
        cluster().register(node);
        await().untilAsserted(() -> assertThat(threshold(node)).isEqualTo(65));

        applySlo("kubectl", 40);

        String field = "resourceUsedThresholdWithBE.cpuSuppressThresholdPercent";
        await().untilAsserted(() -> assertThat(replica.gauge("nodeslo.foreign.fields", "field", field))
                .isEqualTo(1));
        await().untilAsserted(() -> assertThat(eventNotes("FieldOwnedByOther"))
                .anySatisfy(note -> assertThat(note).contains(field + " by kubectl")));
        cluster().configure(Map.of("resource-threshold-config", """
                {"clusterStrategy":{"enable":false,"cpuSuppressThresholdPercent":50}}"""));
        await().untilAsserted(() -> assertThat(enabled(node)).isFalse());
        assertThat(threshold(node)).isEqualTo(40);
    }

    @Test
    void takesOverWhatASupersededProgramWrote() {
        applySlo("koord-manager", 40);
        cluster().register(node);
        start();

        await().untilAsserted(() -> assertThat(threshold(node)).isEqualTo(65));
    }

    @Test
    void removesItsObjectsWithTheNode() {
        start();
        offered();

        cluster().client().nodes().withName(node).delete();

        await().untilAsserted(() -> {
            assertThat(cluster()
                            .client()
                            .resources(NodeMetric.class)
                            .withName(node)
                            .get())
                    .isNull();
            assertThat(slo(node)).isEqualTo(Map.of());
        });
    }

    @Test
    void writesNothingAfterARestartWhenNothingHasChanged() {
        start();
        offered();
        await().untilAsserted(() -> assertThat(enabled(node)).isTrue());
        replicas.removeFirst().close();

        Replica second = start();

        for (String concern : List.of("metric", "slo", "capacity")) {
            await().untilAsserted(() -> assertThat(second.holds(concern)).isPositive());
        }
        assertThat(second.writes()).isZero();
    }

    @Test
    void writesFromOneReplicaAndHandsOverWhenItEnds() {
        cluster().configure(ENABLED);
        Replica first = start(Optional.of(lease("first")));
        await().until(() -> first.loop().leads() && first.loop().isWarm());
        Replica second = start(Optional.of(lease("second")));
        await().until(second.loop()::isWarm);
        offered();
        assertThat(second.loop().leads()).isFalse();
        assertThat(second.writes()).isZero();
        assertThat(second.loop().capacity().assess(node)).isPresent();

        replicas.remove(first);
        first.close();
        cluster().report(node, Instant.now(), "web-" + node, 10, 10);

        await().untilAsserted(() -> assertThat(cluster().batch(node)).contains("48000 56000000000"));
        assertThat(second.loop().leads()).isTrue();
        assertThat(first.lost()).hasValue(0);
    }

    private static Leadership.Lease lease(String identity) {
        return new Leadership.Lease(RealCluster.NAMESPACE, "sublet-manager", identity, Duration.ofSeconds(8));
    }

    private static void applyPodQos(String name, String spec) {
        cluster()
                .client()
                .resource(Objects.requireNonNull(new io.fabric8.kubernetes.client.utils.KubernetesSerialization()
                        .unmarshal("""
                                {"apiVersion":"qos.sublet.io/v1alpha1","kind":"PodQoS","metadata":{"name":"%s"},
                                 "spec":%s}""".formatted(name, spec), PodQoS.class)))
                .serverSideApply();
    }

    private static void awaitPodQos(String name, int matched, int governed, String reason) {
        await().untilAsserted(() -> {
            PodQoSStatus status = Objects.requireNonNull(Objects.requireNonNull(cluster()
                            .client()
                            .resources(PodQoS.class)
                            .withName(name)
                            .get())
                    .getStatus());
            assertThat(status.matchedPods()).isEqualTo(matched);
            assertThat(status.governedPods()).isEqualTo(governed);
            assertThat(status.conditions()).singleElement().satisfies(condition -> {
                assertThat(condition.getType()).isEqualTo("Ready");
                assertThat(condition.getReason()).isEqualTo(reason);
            });
        });
    }

    private static List<String> rules(String node) {
        return SloExtensionsDocument.parse(JsonObject.of(slo(node), "")).valid().orElseThrow().podQos().stream()
                .map(PodQosRule::name)
                .toList();
    }

    @Test
    void givesNodesTheRulesOfTheirPodsAndSaysSo() {
        Replica replica = start();
        cluster().register(node);
        cluster().run("web-" + node, node, "1", "1G");
        await().untilAsserted(() -> assertThat(threshold(node)).isEqualTo(65));

        applyPodQos("online", "{\"selector\":{\"qosClasses\":[\"LS\"]},\"allowedActions\":[\"Throttle\"]}");
        applyPodQos("nobody", "{\"selector\":{\"labelSelector\":{\"matchLabels\":{\"app\":\"none\"}}}}");

        awaitPodQos("online", 1, 1, "RulesGiven");
        awaitPodQos("nobody", 0, 0, "NoPods");
        assertThat(rules(node)).containsExactly("online");

        // The label is one that no selector has named before, and the namespace is found by its label.
        applyPodQos("by-labels", """
                {"selector":{"labelSelector":{"matchLabels":{"koordinator.sh/qosClass":"LS"}},
                             "namespaceSelector":{"matchLabels":{"kubernetes.io/metadata.name":"default"}}},
                 "precedence":5,"evictionOrder":7}""");

        awaitPodQos("by-labels", 1, 1, "RulesGiven");
        awaitPodQos("online", 1, 0, "RulesGiven");
        assertThat(rules(node)).containsExactly("by-labels", "online");
        double writes = replica.writes();
        double holds = replica.holds("slo");
        cluster().label(node, "touched", "true");
        await().untilAsserted(() -> assertThat(replica.holds("slo")).isGreaterThan(holds));
        assertThat(replica.writes()).isEqualTo(writes);

        cluster().client().resources(PodQoS.class).withName("by-labels").delete();
        cluster()
                .client()
                .pods()
                .inNamespace("default")
                .withName("web-" + node)
                .withGracePeriod(0)
                .delete();

        await().untilAsserted(() -> assertThat(rules(node)).isEmpty());
        awaitPodQos("online", 0, 0, "NoPods");
    }

    @Test
    void tellsNodesTheirWatermarks() {
        start();
        cluster().register(node);
        cluster().configure(Map.of("node-watermark-config", """
                {"clusterStrategy":{"rules":[{"name":"full","metric":"nodeMemoryUsagePercent","value":90,"action":"Evict"}]}}"""));

        await().untilAsserted(() -> assertThat(SloExtensionsDocument.parse(JsonObject.of(slo(node), ""))
                        .valid()
                        .orElseThrow()
                        .watermarks())
                .singleElement()
                .satisfies(rule -> assertThat(rule.name()).isEqualTo("full")));
    }
}
