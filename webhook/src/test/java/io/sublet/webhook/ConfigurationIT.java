package io.sublet.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sublet.protocol.Annotations;
import io.sublet.testing.RealApiServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** What a real API server lets people write, with the chart's registration and the chart's rights. */
@TestMethodOrder(OrderAnnotation.class)
class ConfigurationIT {
    private static final String CONFIG = "slo-controller-config";
    private static final String KUBELET = "system:node:n1";

    private static RealApiServer server;
    private static WebhookProcess webhook;
    private static KubernetesClient client;
    private static KubernetesClient kubelet;

    @BeforeAll
    static void start() throws IOException {
        server = RealApiServer.start();
        client = server.client();
        server.createDefinitions();
        server.createNamespace("sublet-system", Map.of());
        ChartObjects.createRights(client);
        create("{apiVersion: v1, kind: Secret, metadata: {name: sublet-webhook-certs, namespace: sublet-system}}");
        kubelet = kubelet();
        webhook = WebhookProcess.start(
                server.kubeconfig(),
                Map.of("KUBERNETES_IMPERSONATE_USERNAME", ChartObjects.USER, "SUBLET_WEBHOOK_WATCH_POLICIES", "true"));
        client.resource(ChartObjects.mutating(webhook.port())).create();
        client.resource(ChartObjects.validating(webhook.port())).create();
        await("the webhook to be called").until(() -> isRefused(() -> config("colocation-config", "{")));
        register("n1", Map.of("pool", "a", "gpu", "yes"));
    }

    @AfterAll
    static void stop() {
        if (kubelet != null) {
            kubelet.close();
        }
        if (webhook != null) {
            webhook.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static KubernetesClient kubelet() {
        create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: kubelets}
                rules: [{apiGroups: [""], resources: [nodes, nodes/status], verbs: [get, patch]}]""");
        create("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: kubelets}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: kubelets}
                subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: 'system:nodes'}]""");
        Config config = Config.fromKubeconfig(server.kubeconfig());
        config.setImpersonateUsername(KUBELET);
        config.setImpersonateGroups("system:nodes");
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static boolean isRefused(Callable<?> attempt) throws Exception {
        try {
            attempt.call();
            return false;
        } catch (KubernetesClientException e) {
            return String.valueOf(e.getMessage()).contains("admission webhook");
        }
    }

    private static GenericKubernetesResource create(String yaml) {
        return client.resource(Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class))
                .create();
    }

    private static void register(String name, Map<String, String> labels) {
        Map<String, Quantity> amounts = Map.of("cpu", new Quantity("16"), "memory", new Quantity("64Gi"));
        client.resource(new NodeBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withLabels(labels)
                        .endMetadata()
                        .withNewStatus()
                        .withCapacity(amounts)
                        .withAllocatable(amounts)
                        .endStatus()
                        .build())
                .create();
    }

    /** Dry-run. */
    private static Object config(String key, String document) {
        return client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("sublet-system")
                        .withName(CONFIG)
                        .endMetadata()
                        .addToData(key, document)
                        .build())
                .dryRun()
                .create();
    }

    private static void refused(ThrowingCallable attempt, String... words) {
        assertThatThrownBy(attempt)
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("admission webhook")
                .hasMessageContainingAll(words);
    }

    private static Node patchNode(KubernetesClient by, String patch) {
        return by.nodes().withName("n1").patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private static double reviews(String route) {
        return webhook.metrics()
                .lines()
                .filter(line ->
                        line.startsWith("sublet_webhook_reviews_total{") && line.contains("route=\"" + route + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @Test
    @Order(1)
    void aConfigMapThatTheManagerWouldNotTakeIsRefusedByKeyAndField() {
        refused(
                () -> config("colocation-config", "{\"cpuReclaimThresholdPercent\":-1,\"degradeTimeMinutes\":0}"),
                "data.colocation-config",
                "cpuReclaimThresholdPercent",
                "degradeTimeMinutes");
        config("colocation-config", "{\"enable\":true}");
    }

    @Test
    @Order(2)
    void itemsThatSelectOneNodeAreRefusedByTheNodesThereAre() {
        await("the node to be known")
                .untilAsserted(
                        () -> refused(() -> config("colocation-config", """
                        {"nodeConfigs":[
                         {"name":"a","nodeSelector":{"matchLabels":{"pool":"a"}},"cpuReclaimThresholdPercent":50},
                         {"name":"gpu","nodeSelector":{"matchLabels":{"gpu":"yes"}},"cpuReclaimThresholdPercent":40}]}"""), "'a' and 'gpu' both select node n1"));
    }

    @Test
    @Order(3)
    void otherConfigMapsNeverReachTheWebhook() {
        double before = reviews("validate-configmap");
        create(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: other, namespace: sublet-system}, data: {colocation-config: '{'}}");
        create(
                "{apiVersion: v1, kind: ConfigMap, metadata: {name: slo-controller-config, namespace: default}, data: {colocation-config: '{'}}");

        assertThat(reviews("validate-configmap")).isEqualTo(before);
    }

    @Test
    @Order(4)
    void anAnnotationOfANodeThatWouldBeIgnoredIsRefused() {
        refused(
                () -> patchNode(
                        client, "{\"metadata\":{\"annotations\":{\"node.koordinator.sh/reservation\":\"2 cores\"}}}"),
                "metadata.annotations[node.koordinator.sh/reservation]");
        patchNode(client, "{\"metadata\":{\"annotations\":{\"somebody/else\":\"{\"}}}");
    }

    @Test
    @Order(5)
    void whatKubeletsWriteNeverReachesTheReviewOfNodes() {
        double before = reviews("validate-node");
        patchNode(kubelet, "{\"metadata\":{\"labels\":{\"kubernetes.io/arch\":\"amd64\"}}}");
        patchNode(client, "{\"spec\":{\"unschedulable\":true}}");
        kubelet.nodes()
                .withName("n1")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"nodeInfo\":{\"kubeletVersion\":\"v1.35.4\"}}}");

        assertThat(reviews("validate-node")).isEqualTo(before);
    }

    @Test
    @Order(6)
    void aStatusThatItsKubeletReportsIsAmplified() {
        double before = reviews("mutate-node-status");
        reportCpu("15500m");
        assertThat(reviews("mutate-node-status"))
                .as("a plain node does not come")
                .isEqualTo(before);
        patchNode(
                client,
                "{\"metadata\":{\"annotations\":{\"" + Annotations.AMPLIFICATION_RATIOS
                        + "\":\"{\\\"cpu\\\":1.20}\"}}}");

        Node node = reportCpu("15500m");
        assertThat(node.getStatus().getAllocatable()).containsEntry("cpu", new Quantity("18600m"));
        assertThat(node.getMetadata().getAnnotations())
                .containsEntry(Annotations.RAW_ALLOCATABLE, "{\"cpu\":\"15500m\",\"memory\":\"64Gi\"}")
                .containsEntry(
                        Annotations.ALLOCATABLE_PROVENANCE,
                        "{\"amplified\":{\"cpu\":\"18600m\"},\"reportedBy\":\"system:node:n1\"}");
        assertThat(reportCpu("10").getStatus().getAllocatable()).containsEntry("cpu", new Quantity("12"));
        Node touched = client.nodes()
                .withName("n1")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"allocatable\":{\"cpu\":\"99\",\"kubernetes.io/batch-cpu\":\"6k\"}}}");
        assertThat(touched.getStatus().getAllocatable())
                .as("only the kubelet reports CPU")
                .containsEntry("cpu", new Quantity("12"))
                .containsEntry("kubernetes.io/batch-cpu", new Quantity("6k"));
        patchNode(client, "{\"metadata\":{\"annotations\":{\"" + Annotations.AMPLIFICATION_RATIOS + "\":null}}}");
        assertThat(reportCpu("12").getStatus().getAllocatable()).containsEntry("cpu", new Quantity("10"));
    }

    private static Node reportCpu(String cpu) {
        return kubelet.nodes()
                .withName("n1")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"allocatable\":{\"cpu\":\"" + cpu + "\"}}}");
    }

    @Test
    @Order(7)
    void rulesForOneNodeHaveTheBoundsOfTheConfigMap() {
        refused(
                () -> create("{apiVersion: slo.koordinator.sh/v1alpha1, kind: NodeSLO, metadata: {name: n1},"
                        + " spec: {resourceUsedThresholdWithBE: {cpuSuppressPolicy: magic}}}"),
                "spec.resourceUsedThresholdWithBE",
                "cpuSuppressPolicy");
        create("{apiVersion: slo.koordinator.sh/v1alpha1, kind: NodeSLO, metadata: {name: n1},"
                + " spec: {resourceUsedThresholdWithBE: {enable: true}}}");
    }

    @Test
    @Order(8)
    void profilesThatCouldNotBeAppliedAreRefused() {
        refused(
                () -> create(
                        "{apiVersion: config.koordinator.sh/v1alpha1, kind: ClusterColocationProfile, metadata: {name: p},"
                                + " spec: {selector: {matchExpressions: [{key: a, operator: Near}]}, labels: {a: 'b c'}}}"),
                "spec.selector.matchExpressions[0].operator",
                "spec.labels[a]");
        create("{apiVersion: config.koordinator.sh/v1alpha1, kind: ClusterColocationProfile, metadata: {name: p},"
                + " spec: {selector: {matchLabels: {a: b}}, qosClass: BE}}");
    }

    @Test
    @Order(9)
    void aPodQosIsCheckedByItsDefinitionFirstAndThenBesideTheOthers() {
        assertThatThrownBy(() -> create("{apiVersion: qos.sublet.io/v1alpha1, kind: PodQoS, metadata: {name: q},"
                        + " spec: {selector: {}, allowedActions: [Explode]}}"))
                .hasMessageContaining("allowedActions");
        refused(
                () -> create("{apiVersion: qos.sublet.io/v1alpha1, kind: PodQoS, metadata: {name: q},"
                        + " spec: {selector: {labelSelector: {matchLabels: {'a b': c}}}}}"),
                "spec.selector.labelSelector.matchLabels[a b]");
        create("{apiVersion: qos.sublet.io/v1alpha1, kind: PodQoS, metadata: {name: q},"
                + " spec: {selector: {labelSelector: {matchLabels: {a: b}}}}}");
        await("the object to be known").until(() -> {
            client.resource(Serialization.unmarshal(
                            "---\n{apiVersion: qos.sublet.io/v1alpha1, kind: PodQoS, metadata: {name: r},"
                                    + " spec: {selector: {labelSelector: {matchLabels: {c: d}}}}}",
                            GenericKubernetesResource.class))
                    .dryRun()
                    .create();
            return webhook.metrics().contains("reason=\"PrecedenceTie\"");
        });
    }

    @Test
    @Order(10)
    void whatIsProtectedGoesOnlyByAWordOfWhy() {
        for (String kind : new String[] {"namespaces/kept", "nodes/kept"}) {
            String name = kind.substring(kind.indexOf('/') + 1);
            Map<String, String> labels = Map.of("sublet.io/delete-protection", "true");
            if (kind.startsWith("nodes")) {
                register(name, labels);
            } else {
                server.createNamespace(name, labels);
            }
        }
        refused(
                () -> client.namespaces().withName("kept").delete(),
                "kubectl annotate namespaces/kept sublet.io/allow-deletion=");
        refused(
                () -> client.nodes().withName("kept").delete(),
                "kubectl label nodes/kept sublet.io/delete-protection-");
        client.nodes()
                .withName("kept")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"sublet.io/allow-deletion\":\"worn out\"}}}");
        client.nodes().withName("kept").delete();
        assertThat(client.nodes().withName("kept").get()).isNull();
        assertThat(webhook.metrics()).contains("reason=\"DeletionAllowedByAnnotation\"");
        server.createNamespace("free", Map.of());
        client.namespaces().withName("free").delete();
    }

    @Test
    @Order(11)
    void withoutTheWebhookEverythingGoesButWhatIsProtected() {
        webhook.kill();
        config("colocation-config", "{");
        patchNode(client, "{\"metadata\":{\"annotations\":{\"node.koordinator.sh/reservation\":\"2 cores\"}}}");
        assertThat(reportCpu("15").getStatus().getAllocatable()).containsEntry("cpu", new Quantity("15"));
        assertThatThrownBy(() -> client.namespaces().withName("kept").delete())
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("deletion.webhook.sublet.io");
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("kept")
                        .withLabels(Map.of())
                        .endMetadata()
                        .build())
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"sublet.io/delete-protection\":null}}}");
        client.namespaces().withName("kept").delete();
    }
}
