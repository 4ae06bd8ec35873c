package io.sublet.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sublet.protocol.Annotations;
import io.sublet.testing.RealApiServer;
import io.sublet.webhook.pod.ProfileDecisions;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pods created through a real API server that calls the packaged webhook. */
class AdmissionIT {
    private static RealApiServer server;
    private static WebhookProcess webhook;
    private static KubernetesClient client;

    @BeforeAll
    static void start() throws IOException {
        server = RealApiServer.start();
        client = server.client();
        server.createDefinitions();
        server.createNamespace("sublet-system", Map.of());
        server.createNamespace("batch-jobs", Map.of("colocation", "yes"));
        server.createNamespace("online", Map.of());
        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("sublet-system")
                        .withName("sublet-webhook-certs")
                        .endMetadata()
                        .build())
                .create();
        create("""
                apiVersion: scheduling.k8s.io/v1
                kind: PriorityClass
                metadata: {name: koord-batch}
                value: 5000
                preemptionPolicy: PreemptLowerPriority""");
        create("""
                apiVersion: config.koordinator.sh/v1alpha1
                kind: ClusterColocationProfile
                metadata: {name: batch}
                spec:
                  namespaceSelector: {matchLabels: {colocation: "yes"}}
                  selector: {matchExpressions: [{key: online, operator: DoesNotExist}]}
                  qosClass: BE
                  priorityClassName: koord-batch
                  koordinatorPriority: 1000
                  schedulerName: koord-scheduler
                  labels: {team: data}
                  patch: {spec: {terminationGracePeriodSeconds: 5}}""");
        ChartObjects.createRights(client);
        webhook = WebhookProcess.start(server.kubeconfig(), ChartObjects.AS_USER);
        register(webhook.port());
        await("the webhook to be called")
                .until(() -> create("batch-jobs", "probe", "").getSpec().getPriority() == 5000);
    }

    @AfterAll
    static void stop() {
        if (webhook != null) {
            webhook.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private static void register(int port) {
        client.resource(ChartObjects.mutating(port)).create();
        client.resource(ChartObjects.validating(port)).create();
    }

    private static void create(String yaml) {
        client.resource(Serialization.unmarshal(yaml, GenericKubernetesResource.class))
                .create();
    }

    /** A pod with one container and an init container, dry-run, as admitted. */
    private static Pod create(String namespace, String name, String metadata) {
        Pod pod = Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: %s%s}
                spec:
                  overhead: null
                  initContainers:
                    - {name: init, image: i, resources: {requests: {cpu: 100m, memory: 32Mi}}}
                  containers:
                    - {name: main, image: i, resources: {requests: {cpu: "1", memory: 1Gi}, limits: {cpu: "2", memory: 1Gi}}}
                """.formatted(name, namespace, metadata), Pod.class);
        return client.resource(pod).dryRun().create();
    }

    @Test
    void aPodInAColocationNamespaceBecomesABatchPod() {
        Pod pod = create("batch-jobs", "job", "");

        assertThat(pod.getMetadata().getLabels())
                .containsEntry("koordinator.sh/qosClass", "BE")
                .containsEntry("koordinator.sh/priority", "1000")
                .containsEntry("team", "data");
        assertThat(pod.getSpec().getPriorityClassName()).isEqualTo("koord-batch");
        assertThat(pod.getSpec().getPriority()).isEqualTo(5000);
        assertThat(pod.getSpec().getPreemptionPolicy()).isEqualTo("PreemptLowerPriority");
        assertThat(pod.getSpec().getSchedulerName()).isEqualTo("koord-scheduler");
        assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isEqualTo(5);
        var main = pod.getSpec().getContainers().getFirst().getResources();
        assertThat(main.getRequests())
                .isEqualTo(Map.of(
                        "kubernetes.io/batch-cpu", new Quantity("1k"),
                        "kubernetes.io/batch-memory", new Quantity("1Gi")));
        assertThat(main.getLimits())
                .isEqualTo(Map.of(
                        "kubernetes.io/batch-cpu", new Quantity("2k"),
                        "kubernetes.io/batch-memory", new Quantity("1Gi")));
        assertThat(pod.getSpec().getInitContainers().getFirst().getResources().getRequests())
                .isEqualTo(Map.of(
                        "kubernetes.io/batch-cpu", new Quantity("100"),
                        "kubernetes.io/batch-memory", new Quantity("32Mi")));
        assertThat(pod.getMetadata().getAnnotations())
                .containsEntry(
                        Annotations.EXTENDED_RESOURCE_SPEC,
                        "{\"containers\":{\"main\":{\"limits\":{\"kubernetes.io/batch-cpu\":\"2k\","
                                + "\"kubernetes.io/batch-memory\":\"1Gi\"},\"requests\":{\"kubernetes.io/batch-cpu\":\"1k\","
                                + "\"kubernetes.io/batch-memory\":\"1Gi\"}}}}")
                .doesNotContainKey(ProfileDecisions.ANNOTATION);
    }

    /** The API server compares the overhead with the class's after admission. */
    @Test
    void aBatchPodOfARuntimeClassIsAdmittedWithItsOverhead() {
        create("""
                apiVersion: node.k8s.io/v1
                kind: RuntimeClass
                metadata: {name: sandboxed}
                handler: sandboxed
                overhead: {podFixed: {cpu: 250m, memory: 120Mi}}""");
        Pod pod = client.resource(Serialization.unmarshal("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: sandboxed, namespace: batch-jobs}
                        spec:
                          runtimeClassName: sandboxed
                          containers: [{name: main, image: i, resources: {limits: {cpu: "1", memory: 1Gi}}}]
                        """, Pod.class))
                .dryRun()
                .create();

        assertThat(pod.getSpec().getOverhead())
                .isEqualTo(Map.of("cpu", new Quantity("250m"), "memory", new Quantity("120Mi")));
        assertThat(pod.getSpec().getContainers().getFirst().getResources().getRequests())
                .containsOnlyKeys("kubernetes.io/batch-cpu", "kubernetes.io/batch-memory");
    }

    @Test
    void podsThatNoProfileIsAboutAreUntouched() {
        for (Pod pod : new Pod[] {
            create("online", "web", ""),
            create("batch-jobs", "web", ", labels: {online: \"true\"}"),
            create(
                    "batch-jobs",
                    "agent",
                    ", ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: d, uid: u, controller: true}]"),
            create("kube-system", "proxy", "")
        }) {
            assertThat(pod.getMetadata().getAnnotations()).isNullOrEmpty();
            assertThat(pod.getSpec().getPriority()).isZero();
            assertThat(pod.getSpec().getContainers().getFirst().getResources().getRequests())
                    .containsOnlyKeys("cpu", "memory");
        }
    }

    @Test
    void aPodThatBreaksARuleIsRefusedWithTheFieldAndOneThatIsWrongAlreadyMayBeLabelled() {
        await("the rules to be asked").ignoreExceptions().untilAsserted(() -> {
            assertThatThrownBy(() -> create("online", "wrong", ", labels: {koordinator.sh/qosClass: BE}"))
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("metadata.labels[koordinator.sh/qosClass]")
                    .hasMessageContaining("no priority class cannot be used in combination");
        });
        Pod pod = Serialization.unmarshal("""
                apiVersion: v1
                kind: Pod
                metadata: {name: shared, namespace: online, labels: {koordinator.sh/qosClass: LS}}
                spec: {containers: [{name: main, image: i}]}""", Pod.class);
        client.resource(pod).create();

        Resource<Pod> shared = client.pods().inNamespace("online").withName("shared");
        assertThatThrownBy(() -> shared.edit(p -> new PodBuilder(p)
                        .editMetadata()
                        .addToLabels("koordinator.sh/qosClass", "BE")
                        .endMetadata()
                        .build()))
                .hasMessageContaining("field is immutable, it was");
        assertThat(shared.edit(p -> new PodBuilder(p)
                                .editMetadata()
                                .addToLabels("team", "a")
                                .endMetadata()
                                .build())
                        .getMetadata()
                        .getLabels())
                .containsEntry("team", "a");
        shared.withGracePeriod(0).delete();
    }

    @Test
    void aNamespaceAndAProfileThatWereJustCreatedCount() {
        server.createNamespace("brand-new", Map.of("colocation", "yes"));

        assertThat(create("brand-new", "job", "").getSpec().getPriority()).isEqualTo(5000);
    }

    @Test
    void metricsTellWhatHappened() throws IOException {
        create("batch-jobs", "counted", "");

        assertThat(webhook.metric("sublet_webhook_reviews_total{result=\"changed\",route=\"mutate-pod\"}"))
                .isPositive();
        assertThat(webhook.metric("sublet_webhook_profiles")).isEqualTo(1);
        assertThat(webhook.metric("sublet_webhook_watching")).isEqualTo(1);
        double days =
                (webhook.metric("sublet_webhook_cert_expiry_timestamp_seconds") - System.currentTimeMillis() / 1000.0)
                        / 86_400;
        assertThat(days).isBetween(89.0, 90.1);
        assertThat(webhook.residentKib()).as("resident KiB").isLessThan(256 * 1024);
    }

    @Test
    void withoutTheWebhookPodsAreAdmittedAsTheyAre() throws IOException {
        double before = failOpenCount();
        webhook.kill();
        try {
            Pod pod = create("batch-jobs", "lonely", "");

            assertThat(pod.getSpec().getContainers().getFirst().getResources().getRequests())
                    .containsOnlyKeys("cpu", "memory");
            assertThat(pod.getSpec().getPriority()).isZero();
            assertThat(failOpenCount())
                    .as("the API server's own count, to be alerted on")
                    .isGreaterThan(before);
        } finally {
            webhook.close();
            client.admissionRegistration()
                    .v1()
                    .mutatingWebhookConfigurations()
                    .withName("sublet-webhook")
                    .delete();
            client.admissionRegistration()
                    .v1()
                    .validatingWebhookConfigurations()
                    .withName("sublet-webhook")
                    .delete();
            webhook = WebhookProcess.start(server.kubeconfig(), ChartObjects.AS_USER);
            register(webhook.port());
            await("the next webhook to be called")
                    .until(() -> create("batch-jobs", "probe", "").getSpec().getPriority() == 5000);
        }
    }

    private static double failOpenCount() {
        return client.raw("/metrics")
                .lines()
                .filter(line ->
                        line.startsWith("apiserver_admission_webhook_fail_open_count{name=\"pods.webhook.sublet.io\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
