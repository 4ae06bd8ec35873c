package io.sublet.agent.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the agent's start looks to an API server, for which one stands in that has nothing but a NodeMetric. */
class ApiClusterTest {
    private record Asked(String path, boolean isWatch, InetSocketAddress from) {}

    private final ConcurrentLinkedQueue<Asked> asked = new ConcurrentLinkedQueue<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private Optional<HttpServer> server = Optional.empty();

    @BeforeEach
    void serve() throws IOException {
        HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        started.setExecutor(threads);
        started.createContext("/", this::answer);
        started.start();
        server = Optional.of(started);
    }

    @AfterEach
    void stop() {
        ending.countDown();
        server.orElseThrow().stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean watch = exchange.getRequestURI().getQuery().contains("watch=1");
            asked.add(new Asked(path.substring(path.lastIndexOf('/') + 1), watch, exchange.getRemoteAddress()));
            exchange.sendResponseHeaders(200, 0);
            if (watch) {
                exchange.getResponseBody().flush();
                ending.await();
            } else {
                String items = path.endsWith("nodemetrics") ? "{\"metadata\":{\"name\":\"n\",\"uid\":\"u\"}}" : "";
                String list = "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + items + "]}";
                exchange.getResponseBody().write(list.getBytes(StandardCharsets.UTF_8));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Pods come last, so that one look after they have come sees all; connections cost more than what they carry. */
    @Test
    void listsWhatAReportNeedsOnOneConnectionAndFollowsAllOfItAfterwards() {
        URI address = URI.create(
                "http://127.0.0.1:" + server.orElseThrow().getAddress().getPort());
        ApiCluster cluster =
                new ApiCluster(new ApiAccess(address, Optional.empty(), Optional.empty()), "n", true, Optional.empty());
        ConcurrentLinkedQueue<Boolean> known = new ConcurrentLinkedQueue<>();
        cluster.onArrival(() -> known.add(
                !cluster.pods().isMissing() && !cluster.collectPolicy().isMissing()));
        cluster.start();
        Awaitility.await().until(() -> asked.stream().filter(Asked::isWatch).count() == 5);
        List<Asked> all = List.copyOf(asked);
        assertThat(all.subList(0, 4))
                .extracting(Asked::path)
                .containsExactly("nodes", "nodeslos", "nodemetrics", "pods");
        assertThat(all.subList(0, 4)).noneMatch(Asked::isWatch);
        assertThat(all.subList(0, 4).stream().map(Asked::from).distinct()).hasSize(1);
        assertThat(known).containsExactly(true);
    }
}
