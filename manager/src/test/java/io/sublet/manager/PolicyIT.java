package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.sublet.crds.podqos.PodQoS;
import io.sublet.crds.podqos.PodQoSStatus;
import io.sublet.model.slo.PodQosRule;
import io.sublet.protocol.SloExtensionsDocument;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the ConfigMap, NodeSLOs of people and PodQoS objects lead to, against a real API server. */
class PolicyIT extends ReplicasOnCluster {
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

    @Test
    void aSectionIsEmptyAgainWhenItsKeyIsTakenAway() {
        start();
        cluster().register(node);
        cluster()
                .configure(Map.of(
                        "resource-qos-config",
                        "{\"clusterStrategy\":{\"beClass\":{\"cpuQOS\":{\"enable\":true,\"schedIdle\":0}}}}"));
        await().untilAsserted(() -> assertThat(JsonObject.of(slo(node), "")
                        .objectOrEmpty("resourceQOSStrategy")
                        .object("beClass"))
                .isPresent());

        cluster().configure(Map.of());

        await().untilAsserted(() -> assertThat(JsonObject.of(slo(node), "")
                        .object("resourceQOSStrategy")
                        .map(JsonObject::fields))
                .contains(Map.of()));
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
