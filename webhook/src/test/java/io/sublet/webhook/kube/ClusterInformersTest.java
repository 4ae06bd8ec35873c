package io.sublet.webhook.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.sublet.crds.cluster.ApiContact;
import io.sublet.testing.LoopbackApi;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A namespace that no watch has told of, which holds a thread that others' reviews wait for; with the real client. */
class ClusterInformersTest {
    private static final String NAMESPACES = "/api/v1/namespaces/";
    private static final String NEW =
            "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"new\",\"labels\":{\"team\":\"x\"}}}";

    private LoopbackApi api;

    @BeforeEach
    void serve() throws IOException {
        api = new LoopbackApi();
        api.reply(NAMESPACES + "new", 200, NEW);
        api.reply(NAMESPACES + "none", 404, "{}");
        api.reply(NAMESPACES + "failing", 503, "{}");
        api.hang(NAMESPACES + "hanging");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private ClusterInformers informers(Duration deadline) {
        ApiContact contact = new ApiContact(api.address());
        return new ClusterInformers(
                api.client(),
                contact,
                new PolicyInformers(api.client(), contact, "sublet-system", "slo-controller-config"),
                deadline);
    }

    @Test
    void itsLabelsAreAskedFor() {
        ClusterInformers informers = informers(Duration.ofMinutes(1));

        assertThat(informers.namespaceLabels("new")).contains(Map.of("team", "x"));
        assertThat(informers.namespaceLabels("none")).isEmpty();
    }

    /** As one has that was stored while the webhook was away. */
    @Test
    void aProfileThatCannotBeUsedSaysWhyInAnEvent() {
        api.list(
                "/apis/config.koordinator.sh/v1alpha1/clustercolocationprofiles",
                "ClusterColocationProfile",
                List.of("spoilt"),
                List.of());
        api.list("/apis/scheduling.k8s.io/v1/priorityclasses", "PriorityClass", List.of(), List.of());
        api.list("/api/v1/namespaces", "Namespace", List.of(), List.of());
        Queue<String> events = api.store("/apis/events.k8s.io/v1/namespaces/default/events");
        try (ClusterInformers informers = informers(Duration.ofMinutes(1))) {
            informers.start(() -> {});
            await().until(() -> !events.isEmpty());

            assertThat(informers.profiles()).isEmpty();
        }

        // a real API server takes the same one once
        assertThat(events)
                .allSatisfy(event -> assertThat(event)
                        .contains(
                                "\"reason\":\"ProfileUnusable\"",
                                "\"note\":\"The profile applies to no pod: it has no spec\"",
                                "\"name\":\"spoilt\""));
    }

    @Test
    void anApiServerThatFailsIsAskedOnce() {
        assertThat(informers(Duration.ofMinutes(1)).namespaceLabels("failing")).isEmpty();
        assertThat(api.asked()).isOne();
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForBeyondTheReviewsOwnDeadline() {
        assertThat(informers(Duration.ofMillis(200)).namespaceLabels("hanging")).isEmpty();
    }
}
