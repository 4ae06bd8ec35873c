package io.sublet.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.sublet.protocol.Annotations;
import io.sublet.testing.RealApiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which pods a real API server sends to two replicas, while profiles come and go. */
class RegistrationIT {

    private static RealApiServer server;
    private static KubernetesClient client;
    private static WebhookProcess called;
    private static WebhookProcess other;

    @BeforeAll
    static void start() throws IOException {
        server = RealApiServer.start();
        client = server.client();
        server.createDefinitions();
        server.createNamespace("sublet-system", Map.of());
        server.createNamespace("batch-jobs", Map.of("colocation", "yes"));
        server.createNamespace("online", Map.of());
        create("{apiVersion: v1, kind: Secret, metadata: {name: sublet-webhook-certs, namespace: sublet-system}}");
        ChartObjects.createRights(client);
        called = WebhookProcess.start(server.kubeconfig(), ChartObjects.AS_USER);
        other = WebhookProcess.start(server.kubeconfig(), ChartObjects.AS_USER);
        client.resource(ChartObjects.mutating(called.port())).create();
        await("both to trust").until(() -> webhook().getClientConfig().getCaBundle() != null);
    }

    @AfterAll
    static void stop() {
        for (WebhookProcess webhook : new WebhookProcess[] {called, other}) {
            if (webhook != null) {
                webhook.close();
            }
        }
        if (server != null) {
            server.close();
        }
    }

    private static void create(String yaml) {
        client.resource(Serialization.unmarshal("---\n" + yaml, GenericKubernetesResource.class))
                .create();
    }

    private static Resource<MutatingWebhookConfiguration> configuration() {
        return client.admissionRegistration()
                .v1()
                .mutatingWebhookConfigurations()
                .withName("sublet-webhook");
    }

    private static MutatingWebhook webhook() {
        return configuration().require().getWebhooks().stream()
                .filter(webhook -> webhook.getName().equals("pods.webhook.sublet.io"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> conditions() {
        return webhook().getMatchConditions().stream()
                .map(MatchCondition::getName)
                .toList();
    }

    private static void profile(String name, String spec) {
        create("apiVersion: config.koordinator.sh/v1alpha1\nkind: ClusterColocationProfile\nmetadata: {name: " + name
                + "}\nspec: " + spec);
    }

    private static void remove(String profile) {
        client.genericKubernetesResources("config.koordinator.sh/v1alpha1", "ClusterColocationProfile")
                .withName(profile)
                .delete();
    }

    private static Pod pod(String namespace, String labels, String resources) {
        return client.resource(Serialization.unmarshal("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {generateName: p-, namespace: %s, labels: {%s}}
                        spec: {containers: [{name: main, image: i, resources: {%s}}]}
                        """.formatted(namespace, labels, resources), Pod.class))
                .dryRun()
                .create();
    }

    private static boolean isChanged(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels != null && labels.containsKey("team");
    }

    private static double reviews() {
        return called.sum("sublet_webhook_reviews_total");
    }

    /** With the replicas' own calls over, only what the API server sends is counted. */
    @Test
    void onlyPodsThatSomeProfileSelectsCome() {
        await("no profile, so no pod").until(() -> conditions().contains("selected-by-a-profile"));
        double before = reviews();
        pod("batch-jobs", "app: spark", "");
        assertThat(reviews()).isEqualTo(before);

        profile(
                "spark",
                "{namespaceSelector: {matchLabels: {colocation: 'yes'}},"
                        + " selector: {matchExpressions: [{key: app, operator: In, values: [spark, flink]}]}, labels: {team: data}}");
        await("the pods of the new profile").until(() -> isChanged(pod("batch-jobs", "app: spark", "")));
        before = reviews();
        pod("batch-jobs", "app: web", "");
        pod("batch-jobs", "", "");
        pod("online", "app: spark", "");
        assertThat(reviews()).isEqualTo(before);
        assertThat(isChanged(pod("batch-jobs", "app: flink", ""))).isTrue();
        assertThat(reviews()).isGreaterThan(before);

        profile("train", "{selector: {matchExpressions: [{key: train, operator: Exists}]}, labels: {team: ai}}");
        await("the pods of both").until(() -> isChanged(pod("online", "train: 'on'", "")));
        assertThat(isChanged(pod("batch-jobs", "app: flink", ""))).isTrue();

        remove("train");
        remove("spark");
        await("no profile again")
                .until(() ->
                        webhook().getMatchConditions().getLast().getExpression().equals("false"));
        before = reviews();
        pod("batch-jobs", "app: spark", "");
        assertThat(reviews()).isEqualTo(before);
    }

    @Test
    void aProfileWithoutSelectorsIsHonouredAndWarnedAbout() {
        profile("all", "{labels: {team: everyone}}");
        try {
            await("any pod").until(() -> isChanged(pod("online", "", "")));
            await("an event of the two replicas").until(() -> !events().isEmpty());
            assertThat(events()).singleElement().satisfies(event -> {
                assertThat(event.getType()).isEqualTo("Warning");
                assertThat(event.getReason()).isEqualTo("SelectsEveryPod");
            });
            assertThat(called.metric("sublet_webhook_profiles_selecting_everything"))
                    .isEqualTo(1);
        } finally {
            remove("all");
        }
    }

    private static List<Event> events() {
        return client.events().v1().events().inNamespace("default").list().getItems().stream()
                .filter(event -> event.getRegarding().getName().equals("all"))
                .toList();
    }

    @Test
    void podsThatAskForReclaimedResourcesByThemselvesComeWithoutAProfile() {
        for (String name : List.of("kubernetes.io/batch-cpu", "kubernetes.io/mid-memory")) {
            Pod own = pod("online", "", "requests: {" + name + ": '500'}, limits: {" + name + ": '500'}");

            assertThat(own.getMetadata().getAnnotations()).containsKey(Annotations.EXTENDED_RESOURCE_SPEC);
        }
    }

    @Test
    void twoReplicasComeToRest() {
        await("the reach")
                .until(() -> called.metric("sublet_webhook_ca_bundle_matches") == 1
                        && other.metric("sublet_webhook_ca_bundle_matches") == 1);
        profile("rest", "{selector: {matchLabels: {app: rest}}, labels: {team: rest}}");
        await().until(() -> isChanged(pod("online", "app: rest", "")));
        String version = configuration().require().getMetadata().getResourceVersion();
        await("some looks")
                .during(Duration.ofSeconds(3))
                .untilAsserted(
                        () -> assertThat(configuration().require().getMetadata().getResourceVersion())
                                .isEqualTo(version));
        remove("rest");
        assertThat(called.metric("sublet_webhook_registration_writes_total{cause=\"overwritten\"}")
                        + other.metric("sublet_webhook_registration_writes_total{cause=\"overwritten\"}"))
                .isZero();
    }
}
