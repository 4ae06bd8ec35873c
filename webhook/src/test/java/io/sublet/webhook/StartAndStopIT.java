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
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first call to the packaged webhook, and the last. */
class StartAndStopIT {
    /** In which it is not ready, but still serves. */
    private static final Duration DELAY = Duration.ofSeconds(4);

    @Test
    void theFirstCallIsFastAndNoneIsRefusedWhileEndpointsStillNameIt() throws Exception {
        try (RealApiServer server = RealApiServer.start()) {
            server.createDefinitions();
            server.createNamespace("sublet-system", Map.of());
            createSecret(server);
            SelfCheck client = warmClient();
            try (WebhookProcess webhook = WebhookProcess.start(
                    server.kubeconfig(), Map.of("QUARKUS_SHUTDOWN_DELAY", DELAY.toSeconds() + "s"))) {
                String authorities = stored(server, "ca.crt");
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

    @Test
    void withoutACertificateItSaysWhatIsMissingAndServesAsSoonAsItIsThere(@TempDir Path mounted) throws Exception {
        try (RealApiServer server = RealApiServer.start()) {
            server.createDefinitions();
            server.createNamespace("sublet-system", Map.of());
            String noSecret = "there is no Secret sublet-system/sublet-webhook-certs to keep certificates in";
            try (WebhookProcess webhook = WebhookProcess.launch(server.kubeconfig(), Map.of())) {
                saysOnce(webhook, noSecret);
                createSecret(server);
                webhook.awaitReady();
            }
            try (WebhookProcess webhook = WebhookProcess.launch(
                    server.kubeconfig(), Map.of("SUBLET_WEBHOOK_CERTIFICATE_DIRECTORY", mounted.toString()))) {
                saysOnce(webhook, "there is no certificate to serve: tls.crt is not there");
                Files.write(mounted.resolve("tls.key"), new byte[] {(byte) 0xff, 0, 'x'});
                Files.writeString(mounted.resolve("tls.crt"), stored(server, "tls.crt"));
                saysOnce(webhook, "there is no certificate to serve: no private key in tls.key");
                Files.writeString(mounted.resolve("tls.key"), stored(server, "tls.key"));
                webhook.awaitReady();
            }
        }
    }

    /** In its log one line, without a trace, and in its readiness. */
    private static void saysOnce(WebhookProcess webhook, String sentence) throws IOException {
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() -> assertThat(webhook.readiness()).contains(sentence));
        assertThat(webhook.lines())
                .noneMatch(line -> line.startsWith("\tat "))
                .filteredOn(line -> line.contains(sentence))
                .hasSize(1);
    }

    private static void createSecret(RealApiServer server) {
        server.client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace("sublet-system")
                        .withName("sublet-webhook-certs")
                        .endMetadata()
                        .build())
                .create();
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

    private static String stored(RealApiServer server, String key) {
        String encoded = server.client()
                .secrets()
                .inNamespace("sublet-system")
                .withName("sublet-webhook-certs")
                .require()
                .getData()
                .getOrDefault(key, "");
        return new String(Base64.getDecoder().decode(encoded), StandardCharsets.US_ASCII);
    }
}
