package io.sublet.e2e.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The same profiles and pods through Koordinator's webhook and Sublet's, called by one API server. */
class AdmissionBesidePeerE2E {
    private static final List<String> SIDES = List.of("koordinator", "sublet");

    private static List<AutoCloseable> started = new ArrayList<>();
    private static PeerCluster cluster;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(PeerPrograms.present(System.getenv()), PeerPrograms.HOW_TO_GET);
        PeerPrograms programs = PeerPrograms.of(System.getenv());
        cluster = PeerCluster.start(programs);
        started.add(cluster);
        cluster.create("cluster.yaml");
        for (HasMetadata profile : documents("profiles.yaml")) {
            SIDES.forEach(side -> createFor(side, profile));
        }
        started.addFirst(KoordManagerProcess.webhooks(
                programs, cluster.innerKubeconfig(), cluster.network(), 9876, cluster.folder()));
        started.addFirst(SubletProcess.start(
                cluster.network(),
                "webhook",
                Map.of(
                        "KUBECONFIG", cluster.innerKubeconfig().toString(),
                        "SUBLET_WEBHOOK_LISTEN_HOST", "127.0.0.1",
                        "SUBLET_WEBHOOK_LISTEN_PORT", "9877",
                        "SUBLET_WEBHOOK_CERTIFICATE_NAMES", "127.0.0.1",
                        "QUARKUS_SHUTDOWN_DELAY", "0s"),
                cluster.folder()));
        Pod first = (Pod) documents("pods.yaml").getFirst();
        SIDES.forEach(side -> await(side + "'s webhook")
                .atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .ignoreException(KubernetesClientException.class)
                .until(() -> admitted(side, first).getSpec().getPriority() == 5000));
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable each : started) {
            each.close();
        }
    }

    @Test
    void makesTheSamePods() {
        Map<String, List<String>> differences = new LinkedHashMap<>();
        for (HasMetadata document : documents("pods.yaml")) {
            List<String> lines =
                    Differences.between(outcome("koordinator", (Pod) document), outcome("sublet", (Pod) document));
            if (!lines.isEmpty()) {
                differences.put(document.getMetadata().getName(), lines);
            }
        }
        List<String> cases = documents("pods.yaml").stream()
                .map(document -> document.getMetadata().getName())
                .toList();
        assertThat(Differences.paths(differences)).as("%s", differences).isEqualTo(IntendedDifferences.of(cases));
    }

    private static List<HasMetadata> documents(String name) {
        return client().load(
                        Objects.requireNonNull(AdmissionBesidePeerE2E.class.getResourceAsStream("/peer/" + name), name))
                .items();
    }

    private static KubernetesClient client() {
        return cluster.client();
    }

    /** The profile for one side's namespace, under a name that keeps the order of the profiles. */
    private static void createFor(String side, HasMetadata profile) {
        GenericKubernetesResource copy =
                client().getKubernetesSerialization().clone((GenericKubernetesResource) profile);
        copy.getMetadata().setName(profile.getMetadata().getName() + "-" + side);
        Map<String, Object> spec = copy.get("spec");
        spec.put("namespaceSelector", Map.of("matchLabels", Map.of("admission", side)));
        client().resource(copy).create();
    }

    private static Pod admitted(String side, Pod pod) {
        Pod moved = new PodBuilder(pod)
                .editMetadata()
                .withNamespace("at-" + side)
                .endMetadata()
                .build();
        return client().resource(moved).dryRun().create();
    }

    /** The pod as it would be stored, without what the API server adds to any pod; or why it was refused. */
    private static JsonNode outcome(String side, Pod pod) {
        try {
            ObjectNode tree = client().getKubernetesSerialization().convertValue(admitted(side, pod), ObjectNode.class);
            ((ObjectNode) tree.get("metadata"))
                    .remove(List.of("uid", "creationTimestamp", "managedFields", "namespace", "resourceVersion"));
            ((ObjectNode) tree.get("spec")).remove("volumes");
            for (String list : List.of("containers", "initContainers")) {
                tree.path("spec").path(list).forEach(container -> ((ObjectNode) container).remove("volumeMounts"));
            }
            return tree;
        } catch (KubernetesClientException e) {
            return client().getKubernetesSerialization().convertValue(Map.of("refused", e.getCode()), JsonNode.class);
        }
    }
}
