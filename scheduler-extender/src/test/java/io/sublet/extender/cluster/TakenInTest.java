package io.sublet.extender.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the real client, and a server that lists some nodes and never shows a change. */
class TakenInTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private final CountDownLatch atTheLast = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;
    private KubernetesClient client;
    private volatile int nodes;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/v1/nodes", this::answer);
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
        goOn.countDown();
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

    private String list() {
        return IntStream.range(0, nodes)
                .mapToObj(i ->
                        "{\"metadata\":{\"name\":\"n-" + i + "\",\"uid\":\"u-" + i + "\",\"resourceVersion\":\"1\"}}")
                .collect(Collectors.joining(
                        ",",
                        "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[",
                        "]}"));
    }

    private SharedIndexInformer<Node> informer() {
        SharedIndexInformer<Node> informer = client.nodes().withLimit(500L).runnableInformer(0);
        informer.itemStore(new KeyStore<>(Node::new));
        return informer;
    }

    @Test
    void itIsNotDoneBeforeTheLastObjectIs() throws Exception {
        nodes = 20;
        SharedIndexInformer<Node> informer = informer();
        AtomicInteger given = new AtomicInteger();

        CompletableFuture<Void> done = TakenIn.of(informer, adding(() -> {
                    if (given.incrementAndGet() == 20) {
                        atTheLast.countDown();
                        awaitUninterruptibly(goOn);
                    }
                }))
                .start();

        assertThat(atTheLast.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(informer.getStore().listKeys()).hasSize(20);
        assertThat(done).isNotDone();
        goOn.countDown();
        done.get(60, TimeUnit.SECONDS);
    }

    @Test
    void ofNothingItIsDoneAtOnce() throws Exception {
        TakenIn.of(informer(), adding(() -> {})).start().get(60, TimeUnit.SECONDS);
    }

    @Test
    void anObjectThatIsNotUnderstoodDoesNotHoldItUp() throws Exception {
        nodes = 3;
        AtomicInteger given = new AtomicInteger();

        TakenIn.of(informer(), adding(() -> {
                    given.incrementAndGet();
                    throw new IllegalStateException("a bug");
                }))
                .start()
                .get(60, TimeUnit.SECONDS);

        assertThat(given).hasValue(3);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ResourceEventHandler<Node> adding(Runnable onAdd) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(Node node) {
                onAdd.run();
            }

            @Override
            public void onUpdate(Node before, Node node) {}

            @Override
            public void onDelete(Node node, boolean finalStateUnknown) {}
        };
    }
}
