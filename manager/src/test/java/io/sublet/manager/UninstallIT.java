package io.sublet.manager;

import static io.sublet.manager.RealCluster.NAMESPACE;
import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.sublet.manager.kube.Uninstall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left of a release in a real API server after an uninstall; the test is kubelets and controllers. */
class UninstallIT {
    private static final Map<String, String> AGENT =
            Map.of("app.kubernetes.io/instance", "sublet", "app.kubernetes.io/component", "agent");

    private static @Nullable RealCluster started;
    private final List<String> steps = new ArrayList<>();

    @BeforeAll
    static void startCluster() {
        started = RealCluster.start();
        started.client()
                .load(Objects.requireNonNull(UninstallIT.class.getResourceAsStream("/uninstall-rbac.yaml")))
                .create();
    }

    @AfterAll
    static void stopCluster() {
        cluster().close();
    }

    private static RealCluster cluster() {
        return Objects.requireNonNull(started);
    }

    private static KubernetesClient client() {
        return cluster().client();
    }

    @BeforeEach
    void install() {
        cluster().register("node-1");
        cluster().register("node-2");
        offer("node-1");
        cluster().annotate("node-1", "node.koordinator.sh/originExtendedAllocatable", "{}");
        cluster().annotate("node-1", "somebody.else/note", "stays");
        client().resource(new MutatingWebhookConfigurationBuilder()
                        .withNewMetadata()
                        .withName("sublet-webhook")
                        .endMetadata()
                        .build())
                .create();
        client().resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName("sublet-manager")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        client().resource(new DeploymentBuilder()
                        .withMetadata(metadata("sublet-manager"))
                        .withNewSpec()
                        .withReplicas(2)
                        .withNewSelector()
                        .withMatchLabels(Map.of("app", "manager"))
                        .endSelector()
                        .withTemplate(template(Map.of("app", "manager")))
                        .endSpec()
                        .build())
                .create();
        client().resource(new DaemonSetBuilder()
                        .withMetadata(metadata("sublet-agent"))
                        .withNewSpec()
                        .withNewSelector()
                        .withMatchLabels(AGENT)
                        .endSelector()
                        .withTemplate(template(AGENT))
                        .endSpec()
                        .build())
                .create();
        agent("agent-1", "node-1");
    }

    @AfterEach
    void remove() {
        client().nodes().delete();
        client().pods().inNamespace(NAMESPACE).withGracePeriod(0).delete();
        client().apps().deployments().inNamespace(NAMESPACE).delete();
        client().apps().daemonSets().inNamespace(NAMESPACE).delete();
        client().leases().inNamespace(NAMESPACE).delete();
        client().admissionRegistration().v1().mutatingWebhookConfigurations().delete();
    }

    private static io.fabric8.kubernetes.api.model.ObjectMeta metadata(String name) {
        return new ObjectMetaBuilder().withName(name).withNamespace(NAMESPACE).build();
    }

    private static PodTemplateSpec template(Map<String, String> labels) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .endContainer()
                .endSpec()
                .build();
    }

    private static void offer(String node) {
        client().nodes()
                .withName(node)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"capacity\":{\"kubernetes.io/batch-cpu\":\"5k\"},"
                                + "\"allocatable\":{\"kubernetes.io/batch-cpu\":\"5k\",\"kubernetes.io/mid-memory\":\"1Gi\"}}}");
    }

    private static void agent(String name, String node) {
        Pod pod = new PodBuilder()
                .withMetadata(metadata(name))
                .editMetadata()
                .withLabels(AGENT)
                .endMetadata()
                .withSpec(template(AGENT).getSpec())
                .editSpec()
                .withNodeName(node)
                .endSpec()
                .build();
        client().resource(pod).create();
        status(name, "\"state\":{\"running\":{}}");
    }

    private static void status(String pod, String state) {
        client().pods()
                .inNamespace(NAMESPACE)
                .withName(pod)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"containerStatuses\":[{\"name\":\"main\",\"image\":\"none\",\"imageID\":\"\",\"ready\":true,"
                                + "\"restartCount\":0,\"containerID\":\"containerd://x\"," + state + "}]}}");
    }

    private CompletableFuture<List<String>> uninstall(Duration patience) {
        Uninstall.Release release = new Uninstall.Release("sublet", "sublet", NAMESPACE, NAMESPACE, patience);
        return CompletableFuture.supplyAsync(() -> {
            try (KubernetesClient limited = cluster().connectAs("sublet-uninstall")) {
                return new Uninstall(limited, release, steps::add).run();
            }
        });
    }

    /** As the kubelet does once the DaemonSet is gone. */
    private static void end(String pod, int exitCode) {
        await().until(() -> client().apps()
                        .daemonSets()
                        .inNamespace(NAMESPACE)
                        .withName("sublet-agent")
                        .get()
                == null);
        status(pod, "\"state\":{\"terminated\":{\"exitCode\":" + exitCode + "}}");
        client().pods().inNamespace(NAMESPACE).withName(pod).withGracePeriod(0).delete();
    }

    @Test
    void nothingOfTheReleaseIsLeft() {
        CompletableFuture<List<String>> left = uninstall(Duration.ofSeconds(30));
        end("agent-1", 0);

        assertThat(left.join()).isEmpty();
        assertThat(cluster().hasNoBatch("node-1")).isTrue();
        assertThat(cluster().annotation("node-1", "node.koordinator.sh/originExtendedAllocatable"))
                .isEmpty();
        assertThat(cluster().annotation("node-1", "somebody.else/note")).contains("stays");
        assertThat(client().admissionRegistration()
                        .v1()
                        .mutatingWebhookConfigurations()
                        .list()
                        .getItems())
                .isEmpty();
        assertThat(client().leases().inNamespace(NAMESPACE).list().getItems()).isEmpty();
        assertThat(client().apps()
                        .deployments()
                        .inNamespace(NAMESPACE)
                        .withName("sublet-manager")
                        .get()
                        .getSpec()
                        .getReplicas())
                .isZero();
        assertThat(steps)
                .containsExactly(
                        "removed the webhook configurations sublet-webhook",
                        "stopped the manager",
                        "stopped the scheduler",
                        "removed the offers of 1 nodes",
                        "ended 1 agents, 0 of them without the word that their node is as it was");
    }

    @Test
    void itCanBeRepeated() {
        CompletableFuture<List<String>> first = uninstall(Duration.ofSeconds(30));
        end("agent-1", 0);

        assertThat(first.join()).isEmpty();
        assertThat(uninstall(Duration.ofSeconds(30)).join()).isEmpty();
    }

    @Test
    void aNodeWhoseAgentFailedIsNamed() {
        CompletableFuture<List<String>> left = uninstall(Duration.ofSeconds(30));
        end("agent-1", 1);

        assertThat(left.join())
                .singleElement()
                .satisfies(sentence -> assertThat(sentence)
                        .startsWith("node node-1 may still hold kernel values: run the agent's 'restore' on it"));
    }

    @Test
    void aNodeWhoseAgentDoesNotEndIsNamedAndTheOthersAreDone() {
        agent("agent-2", "node-2");
        CompletableFuture<List<String>> left = uninstall(Duration.ofSeconds(2));
        end("agent-2", 0);

        assertThat(left.join())
                .singleElement()
                .satisfies(sentence -> assertThat(sentence).startsWith("node node-1 may still"));
        assertThat(cluster().hasNoBatch("node-1")).isTrue();
    }

    @Test
    void aManagerThatDoesNotEndStopsNothingElse() {
        client().resource(new PodBuilder()
                        .withMetadata(metadata("manager-1"))
                        .editMetadata()
                        .withLabels(Map.of(
                                "app.kubernetes.io/instance", "sublet", "app.kubernetes.io/component", "manager"))
                        .endMetadata()
                        .withSpec(template(Map.of()).getSpec())
                        .withStatus(new PodStatusBuilder().build())
                        .build())
                .create();
        CompletableFuture<List<String>> left = uninstall(Duration.ofSeconds(2));
        end("agent-1", 0);

        assertThat(left.join())
                .singleElement()
                .satisfies(sentence -> assertThat(sentence).startsWith("pods of the manager do not end"));
        assertThat(cluster().hasNoBatch("node-1")).isTrue();
    }
}
