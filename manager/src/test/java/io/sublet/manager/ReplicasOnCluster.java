package io.sublet.manager;

import static io.sublet.manager.RealCluster.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.crds.podqos.PodQoS;
import io.sublet.manager.kube.Leadership;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/** Replicas of the manager without its HTTP side, on a real API server that all tests of a class share. */
abstract class ReplicasOnCluster {
    static final String SLO_API = "slo.koordinator.sh/v1alpha1";
    static final Map<String, String> ENABLED = Map.of(
            "colocation-config",
            "{\"enable\":true,\"cpuReclaimThresholdPercent\":65,\"memoryReclaimThresholdPercent\":65,"
                    + "\"degradeTimeMinutes\":1,\"extensions\":{\"sublet.io/stable-offer\":{\"enable\":false}}}",
            "resource-threshold-config",
            "{\"clusterStrategy\":{\"enable\":true}}");
    private static final AtomicInteger NODES = new AtomicInteger();

    private static @Nullable RealCluster started;

    final List<Replica> replicas = new ArrayList<>();
    final String node = "node-" + NODES.incrementAndGet();

    @BeforeAll
    static void startCluster() {
        started = RealCluster.start();
    }

    @AfterAll
    static void stopCluster() {
        cluster().close();
    }

    static RealCluster cluster() {
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

    final Replica start(Optional<Leadership.Lease> lease) {
        Replica replica = Replica.start(cluster(), lease);
        replicas.add(replica);
        return replica;
    }

    final Replica start() {
        return start(Optional.empty());
    }

    static void awaitMetric(String name) {
        await().untilAsserted(() -> assertThat(cluster()
                        .client()
                        .resources(NodeMetric.class)
                        .withName(name)
                        .get())
                .isNotNull());
    }

    final void offered() {
        cluster().configure(ENABLED);
        cluster().register(node);
        cluster().run("web-" + node, node, "20", "20G");
        awaitMetric(node);
        cluster().report(node, Instant.now(), "web-" + node, 33, 33);
        await().untilAsserted(() -> assertThat(cluster().batch(node)).contains("25000 33000000000"));
    }

    /** The spec as a tree; empty without an object. */
    static @Nullable Object slo(String name) {
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

    static long threshold(String name) {
        return JsonObject.of(slo(name), "")
                .objectOrEmpty("resourceUsedThresholdWithBE")
                .integer("cpuSuppressThresholdPercent")
                .orElse(-1L);
    }

    static boolean enabled(String name) {
        return JsonObject.of(slo(name), "")
                .objectOrEmpty("resourceUsedThresholdWithBE")
                .bool("enable")
                .orElse(false);
    }

    static List<String> eventNotes(String reason) {
        return cluster().client().events().v1().events().inAnyNamespace().list().getItems().stream()
                .filter(event -> reason.equals(event.getReason()))
                .map(Event::getNote)
                .toList();
    }
}
