package io.sublet.e2e.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same nodes, reports and strategies at koord-manager and at Sublet's manager, one after the other. */
class OffersBesidePeerE2E {
    private static final String TOPOLOGY = "NodeResourceTopology";
    private static final List<String> RESOURCES = List.of(
            "kubernetes.io/batch-cpu",
            "kubernetes.io/batch-memory",
            "kubernetes.io/mid-cpu",
            "kubernetes.io/mid-memory");

    /** Raised offers are not held back, as at Koordinator. */
    private static final String STRATEGY = """
        {"enable": true, "metricReportIntervalSeconds": 60,
         "extensions": {"sublet.io/stable-offer": {"enable": false}}}\
        """;

    /** For nodes whose label asks for it. */
    private static final String NORMALIZATION = """
        {"enable": false, "ratioModel": {"XYZ": {"hyperThreadEnabledRatio": 1.15}}}\
        """;

    private static final String AMPLIFICATION = """
        {"enable": false, "nodeConfigs": [
          {"name": "random", "nodeSelector": {"matchLabels": {"node.koordinator.sh/cpu-normalization-enabled": "true"}},
           "enable": true, "resourceAmplificationRatio": {"cpu": 1.5, "memory": 1.2}}]}\
        """;

    private static PeerCluster cluster;
    private static PeerPrograms programs;
    private static List<OfferScenario> scenarios;

    @BeforeAll
    static void start() throws Exception {
        Assumptions.assumeTrue(PeerPrograms.present(System.getenv()), PeerPrograms.HOW_TO_GET);
        programs = PeerPrograms.of(System.getenv());
        cluster = PeerCluster.start(programs);
        cluster.create("cluster.yaml");
        scenarios = new ArrayList<>(OfferScenario.all(cluster.client()
                .getKubernetesSerialization()
                .unmarshal(
                        Objects.requireNonNull(OffersBesidePeerE2E.class.getResourceAsStream("/peer/offers.yaml")),
                        JsonNode.class)));
        scenarios.addAll(RandomOffers.all());
        cluster.client()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(OfferScenario.NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        // The webhooks are not part of this.
        cluster.client()
                .admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .delete();
        cluster.client()
                .admissionRegistration()
                .v1()
                .validatingWebhookConfigurations()
                .delete();
        ObjectNode strategy = (ObjectNode) new JsonMapper().readTree(STRATEGY);
        scenarios.forEach(scenario -> strategy.withArray("nodeConfigs").add(scenario.strategy()));
        cluster.client()
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(KoordManagerProcess.NAMESPACE)
                        .withName("slo-controller-config")
                        .endMetadata()
                        .withData(Map.of(
                                "colocation-config",
                                strategy.toString(),
                                "cpu-normalization-config",
                                NORMALIZATION,
                                "resource-amplification-config",
                                AMPLIFICATION))
                        .build())
                .create();
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void offersTheSame() {
        Map<String, JsonNode> theirs = seenWith(() -> KoordManagerProcess.controllers(
                programs, cluster.kubeconfig(), KoordManagerProcess.NAMESPACE, cluster.folder()));
        Map<String, JsonNode> ours = seenWith(() -> SubletProcess.start(
                ProcessBuilder::new,
                "manager",
                Map.of(
                        "KUBECONFIG", cluster.kubeconfig().toAbsolutePath().toString(),
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", "0",
                        "SUBLET_MANAGER_CONFIG_NAMESPACE", KoordManagerProcess.NAMESPACE,
                        "SUBLET_MANAGER_LEADER_ELECTION_ENABLED", "false"),
                cluster.folder()));
        Map<String, List<String>> differences = new LinkedHashMap<>();
        theirs.forEach((name, their) -> {
            List<String> lines = Differences.between(their, Objects.requireNonNull(ours.get(name)));
            if (!lines.isEmpty()) {
                differences.put(name, lines);
            }
        });
        List<String> cases = scenarios.stream().map(OfferScenario::name).toList();
        assertThat(Differences.paths(differences)).as("%s", differences).isEqualTo(IntendedDifferences.of(cases));
    }

    /** What a manager has made of the nodes: their offers and annotations, zones, NodeSLOs and NodeMetrics. */
    private static Map<String, JsonNode> seenWith(Supplier<AutoCloseable> manager) {
        KubernetesClient client = cluster.client();
        for (OfferScenario scenario : scenarios) {
            Node node = scenario.node();
            client.resource(node).create();
            client.resource(node).patchStatus();
            client.resource(scenario.topology()).create();
            scenario.pods().forEach(pod -> client.resource(pod).create());
        }
        try (AutoCloseable _ = manager.get()) {
            scenarios.forEach(scenario -> report(scenario));
            await("offers")
                    .atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> offer("plain").size() == RESOURCES.size());
            // All reports were there when the first offer was made; the last one comes with it, or a pass later.
            return settled();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            client.pods()
                    .inNamespace(OfferScenario.NAMESPACE)
                    .withGracePeriod(0)
                    .delete();
            client.nodes().withLabel("scenario").delete();
            await("the nodes' objects are gone").atMost(Duration.ofMinutes(1)).until(() -> {
                objects("NodeMetric").forEach(Resource::delete);
                objects("NodeSLO").forEach(Resource::delete);
                objects(TOPOLOGY).forEach(Resource::delete);
                return objects("NodeMetric").isEmpty()
                        && objects("NodeSLO").isEmpty()
                        && objects(TOPOLOGY).isEmpty();
            });
        }
    }

    /** What is there once it has not changed for five seconds. */
    private static Map<String, JsonNode> settled() {
        AtomicReference<Map<String, JsonNode>> last = new AtomicReference<>(Map.of());
        await("the offers settle")
                .during(Duration.ofSeconds(5))
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> {
                    Map<String, JsonNode> now = seen();
                    return now.equals(last.getAndSet(now));
                });
        return last.get();
    }

    private static Map<String, JsonNode> seen() {
        Map<String, JsonNode> seen = new LinkedHashMap<>();
        for (OfferScenario scenario : scenarios) {
            ObjectNode picture = new JsonMapper().createObjectNode();
            offer(scenario.name())
                    .forEach((resource, quantity) ->
                            picture.withObject("/offer").set(resource, TextNode.valueOf(quantity)));
            picture.setAll(NodeMarks.of(
                    cluster.client().nodes().withName(scenario.nodeName()).get(), zones(scenario)));
            for (String kind : List.of("NodeMetric", "NodeSLO")) {
                GenericKubernetesResource object = object(kind, scenario).get();
                picture.set(
                        kind,
                        object == null
                                ? null
                                : cluster.client()
                                        .getKubernetesSerialization()
                                        .convertValue(
                                                object.getAdditionalProperties().get("spec"), JsonNode.class));
            }
            seen.put(scenario.name(), picture);
        }
        return seen;
    }

    /** In plain numbers, whatever notation it was written in. */
    private static Map<String, String> offer(String scenario) {
        Map<String, String> offer = new TreeMap<>();
        Node node = cluster.client().nodes().withName("offer-" + scenario).get();
        RESOURCES.forEach(resource -> {
            Quantity quantity = node.getStatus().getAllocatable().get(resource);
            if (quantity != null) {
                offer.put(resource, quantity.getNumericalAmount().toPlainString());
            }
        });
        return offer;
    }

    private static JsonNode zones(OfferScenario scenario) {
        GenericKubernetesResource topology = object(TOPOLOGY, scenario).get();
        return cluster.client()
                .getKubernetesSerialization()
                .convertValue(topology.getAdditionalProperties().get("zones"), JsonNode.class);
    }

    private static Resource<GenericKubernetesResource> object(String kind, OfferScenario scenario) {
        String group = kind.equals(TOPOLOGY) ? "topology.node.k8s.io" : "slo.koordinator.sh";
        return cluster.client()
                .genericKubernetesResources(group + "/v1alpha1", kind)
                .withName(scenario.nodeName());
    }

    private static List<Resource<GenericKubernetesResource>> objects(String kind) {
        List<Resource<GenericKubernetesResource>> found = new ArrayList<>();
        scenarios.forEach(scenario -> {
            if (object(kind, scenario).get() != null) {
                found.add(object(kind, scenario));
            }
        });
        return found;
    }

    /** Once the manager has created the NodeMetric, as an agent does. */
    private static void report(OfferScenario scenario) {
        await("NodeMetric of " + scenario.nodeName())
                .atMost(Duration.ofMinutes(2))
                .until(() -> object("NodeMetric", scenario).get() != null || !isOn(scenario));
        if (object("NodeMetric", scenario).get() != null) {
            object("NodeMetric", scenario)
                    .subresource("status")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"status\":" + scenario.report(Instant.now()) + "}");
        }
    }

    private static boolean isOn(OfferScenario scenario) {
        return scenario.strategy().path("enable").asBoolean(true);
    }
}
