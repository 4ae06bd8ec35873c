package io.sublet.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sublet.manager.kube.Leadership;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A leader whose last renewal is too old at the moment in which it could begin; with a server that knows a Lease and empty lists. */
class LateLeaderTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Leadership.Lease LEASE =
            new Leadership.Lease(RealCluster.NAMESPACE, "sublet-manager", "late", Duration.ofSeconds(4));

    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<String> lease = new AtomicReference<>("");
    private final AtomicInteger statusWrites = new AtomicInteger();
    private final JumpingClock clock = new JumpingClock();
    private HttpServer server;
    private volatile boolean lists;

    /** While it jumps, whatever was a moment ago was an hour ago. */
    private static final class JumpingClock extends Clock {
        private final AtomicInteger hours = new AtomicInteger();
        private volatile boolean jumps = true;

        @Override
        public Instant instant() {
            return Instant.now().plus(Duration.ofHours(jumps ? hours.incrementAndGet() : hours.get()));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("nobody asks for a zone");
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String query = String.valueOf(exchange.getRequestURI().getQuery());
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (path.contains("/leases")) {
                answerAboutTheLease(exchange, new String(body, StandardCharsets.UTF_8));
            } else if (query.contains("watch=true")) {
                exchange.sendResponseHeaders(200, 0);
                exchange.getResponseBody().flush();
                over.await();
            } else if (exchange.getRequestMethod().equals("PATCH")) {
                statusWrites.incrementAndGet();
                reply(exchange, 200, "{}");
            } else if (path.endsWith("-status")) {
                reply(exchange, 404, "{}");
            } else {
                reply(exchange, lists ? 200 : 503, "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[]}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answerAboutTheLease(HttpExchange exchange, String body) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                lease.set(body);
                reply(exchange, 201, body);
            }
            case "PUT" -> {
                lease.set(body);
                reply(exchange, 200, body);
            }
            default ->
                reply(exchange, lease.get().isEmpty() ? 404 : 200, lease.get().isEmpty() ? "{}" : lease.get());
        }
    }

    private static void reply(HttpExchange exchange, int code, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Test
    void itBeginsAllTheSameAndWritesOnceItHasRenewed() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build();
        try (Replica replica =
                Replica.start(new KubernetesClientBuilder().withConfig(config).build(), Optional.of(LEASE), clock)) {
            await().atMost(PATIENCE).until(() -> lease.get().contains("late"));
            lists = true;
            await().atMost(PATIENCE).until(() -> replica.loop().isWarm());
            assertThat(replica.loop().leads()).isFalse();
            assertThat(statusWrites).hasValue(0);

            clock.jumps = false;

            await().atMost(PATIENCE).until(() -> statusWrites.get() > 0);
            assertThat(replica.loop().leads()).isTrue();
        }
    }
}
