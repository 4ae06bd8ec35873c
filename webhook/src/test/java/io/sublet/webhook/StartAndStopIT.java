package io.sublet.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.sublet.testing.RealApiServer;
import io.sublet.webhook.http.HttpsServer;
import io.sublet.webhook.http.SelfCheck;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.Route;
import io.sublet.webhook.review.Routes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The first call to the packaged webhook, and the last. */
class StartAndStopIT {
    /** In which it is not ready, but still serves. */
    private static final Duration DELAY = Duration.ofSeconds(4);

    @Test
    void theFirstCallIsFastAndNoneIsRefusedWhileEndpointsStillNameIt() throws Exception {
        try (RealApiServer server = RealApiServer.start()) {
            server.createDefinitions();
            server.createNamespace("sublet-system", Map.of());
            server.client()
                    .resource(new SecretBuilder()
                            .withNewMetadata()
                            .withNamespace("sublet-system")
                            .withName("sublet-webhook-certs")
                            .endMetadata()
                            .build())
                    .create();
            SelfCheck client = warmClient();
            try (WebhookProcess webhook = WebhookProcess.start(
                    server.kubeconfig(), Map.of("QUARKUS_SHUTDOWN_DELAY", DELAY.toSeconds() + "s"))) {
                String authorities = authorities(server);
                long start = System.nanoTime();
                client.call(webhook.port(), authorities, 1);
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as("the budget is a tenth of this")
                        .isLessThan(Duration.ofSeconds(1));

                webhook.terminate();
                long told = System.nanoTime();
                int answered = 0;
                while (System.nanoTime() - told < DELAY.dividedBy(2).toNanos()) {
                    client.call(webhook.port(), authorities, 1);
                    answered++;
                }
                assertThat(answered).isGreaterThan(5);
                assertThat(webhook.status("/q/health/ready")).isEqualTo(503);
                await("its end").until(() -> !webhook.isAlive());
                assertThatThrownBy(() -> client.call(webhook.port(), authorities, 1))
                        .isInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void withoutAnApiServerItSaysSoInPlainLines() throws Exception {
        try (WebhookProcess webhook = WebhookProcess.launch(RealApiServer.kubeconfigOfNothing(), Map.of())) {
            await().untilAsserted(() -> assertThat(webhook.readiness())
                    .contains("no answer from the API server at https://127.0.0.1:1/: the connection is refused"));
            assertThat(webhook.lines())
                    .anyMatch(line -> line.contains("does not work and is tried again: no answer from"))
                    .noneMatch(line -> line.contains("KubernetesClientException"));
        }
    }

    /** One whose own code is loaded and compiled, so that what is timed is the webhook's. */
    private static SelfCheck warmClient() throws GeneralSecurityException, IOException {
        SelfCheck client = new SelfCheck("sublet-system");
        Routes routes = new Routes(List.of(new Route("/mutate-pod", (review, view) -> Answer.unrelated())), List.of());
        try (HttpsServer server = new HttpsServer(routes, new FakeCluster(), Duration.ofSeconds(10))) {
            client.call(server.port(), server.authorities(), 50);
        }
        return client;
    }

    private static String authorities(RealApiServer server) {
        String encoded = server.client()
                .secrets()
                .inNamespace("sublet-system")
                .withName("sublet-webhook-certs")
                .require()
                .getData()
                .getOrDefault("ca.crt", "");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
    }
}
