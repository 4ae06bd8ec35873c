package io.sublet.webhook.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the real client, and a server that lists some namespaces and never shows a change. */
class RecordWatchesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    /** Longer than the informer takes from its list to saying that it is synced. */
    private static final Duration LONG = Duration.ofMillis(300);

    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch atTheLast = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private KubernetesClient client;
    private RecordWatches watches;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/namespaces", this::answer);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                        .build())
                .build();
        watches = new RecordWatches(client);
    }

    @AfterEach
    void stop() {
        over.countDown();
        goOn.countDown();
        watches.close();
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean watch = String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            if (watch && !exchange.getRequestHeaders().containsKey("Upgrade")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                over.await();
                return;
            }
            byte[] list = list().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, list.length);
            exchange.getResponseBody().write(list);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String list() {
        return IntStream.range(0, 20)
                .mapToObj(i ->
                        "{\"metadata\":{\"name\":\"n-" + i + "\",\"uid\":\"u-" + i + "\",\"resourceVersion\":\"1\"}}")
                .collect(Collectors.joining(
                        ",",
                        "{\"kind\":\"NamespaceList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[",
                        "]}"));
    }

    private void start(Consumer<Namespace> keep) {
        watches.start(client.namespaces(), Namespace.class, keep, gone -> {});
    }

    @Test
    void theyAreNotCompleteBeforeTheLastObjectIsKept() throws InterruptedException {
        AtomicInteger kept = new AtomicInteger();
        start(namespace -> {
            if (kept.get() == 19) {
                atTheLast.countDown();
                awaitUninterruptibly(goOn);
            }
            kept.incrementAndGet();
        });

        assertThat(atTheLast.await(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).during(LONG).until(() -> !watches.isComplete());
        goOn.countDown();
        await().atMost(PATIENCE).until(() -> watches.isComplete());
        assertThat(kept).hasValue(20);
    }

    @Test
    void anObjectThatCannotBeKeptDoesNotHoldThemUp() {
        start(namespace -> {
            throw new IllegalStateException("a bug");
        });

        await().atMost(PATIENCE).until(() -> watches.isComplete());
    }

    @Test
    void withoutAWatchNothingIsComplete() {
        assertThat(watches.isComplete()).isFalse();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
