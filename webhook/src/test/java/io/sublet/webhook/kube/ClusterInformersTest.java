package io.sublet.webhook.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A namespace that no watch has told of, which holds a thread that others' reviews wait for; with the real client. */
class ClusterInformersTest {
    private static final String NEW =
            "{\"kind\":\"Namespace\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"new\",\"labels\":{\"team\":\"x\"}}}";

    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private KubernetesClient client;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/namespaces/new", exchange -> reply(exchange, 200, NEW));
        server.createContext("/api/v1/namespaces/none", exchange -> reply(exchange, 404, "{}"));
        server.createContext("/api/v1/namespaces/failing", exchange -> reply(exchange, 503, "{}"));
        server.createContext("/api/v1/namespaces/hanging", this::hang);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build())
                .build();
    }

    @AfterEach
    void stop() {
        over.countDown();
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void reply(HttpExchange exchange, int code, String text) throws IOException {
        try (exchange) {
            asked.incrementAndGet();
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void hang(HttpExchange exchange) {
        try (exchange) {
            asked.incrementAndGet();
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private ClusterInformers informers(Duration deadline) {
        return new ClusterInformers(
                client, new PolicyInformers(client, "sublet-system", "slo-controller-config"), deadline);
    }

    @Test
    void itsLabelsAreAskedFor() {
        ClusterInformers informers = informers(Duration.ofMinutes(1));

        assertThat(informers.namespaceLabels("new")).contains(Map.of("team", "x"));
        assertThat(informers.namespaceLabels("none")).isEmpty();
    }

    @Test
    void anApiServerThatFailsIsAskedOnce() {
        assertThat(informers(Duration.ofMinutes(1)).namespaceLabels("failing")).isEmpty();
        assertThat(asked).hasValue(1);
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForBeyondTheReviewsOwnDeadline() {
        assertThat(informers(Duration.ofMillis(200)).namespaceLabels("hanging")).isEmpty();
    }
}
