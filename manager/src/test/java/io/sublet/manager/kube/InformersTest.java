package io.sublet.manager.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.telemetry.RuntimeMetrics;
import io.sublet.manager.view.ClusterView;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a server that lists one pod and then tells of it on another node; of everything else there is nothing. */
class InformersTest {
    private final CountDownLatch over = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer server;

    private static String pod(String version, String node) {
        return """
                {"metadata":{"namespace":"d","name":"web-0","resourceVersion":"%s"},"spec":{"nodeName":"%s"},"status":{"phase":"Running"}}""".formatted(version, node);
    }

    /** Keeps the nodes whose pods have changed. */
    private static final class PodChanges implements ClusterListener {
        private final List<String> nodes = new CopyOnWriteArrayList<>();

        @Override
        public void podsChanged(String node) {
            nodes.add(node);
        }

        @Override
        public void nodeChanged(String node) {}

        @Override
        public void offerChanged(String node) {}

        @Override
        public void metricChanged(String node) {}

        @Override
        public void reportChanged(String node) {}

        @Override
        public void sloChanged(String node) {}

        @Override
        public void topologyChanged(String node) {}

        @Override
        public void podQosChanged() {}

        @Override
        public void configChanged(Optional<Map<String, String>> data) {}
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
        boolean isPods = exchange.getRequestURI().getPath().endsWith("/pods");
        boolean isWatch = String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
        String item = isPods ? pod(isWatch ? "2" : "1", isWatch ? "b" : "a") : "";
        exchange.sendResponseHeaders(200, 0);
        try (exchange) {
            String text = isWatch
                    ? item.isEmpty() ? "" : "{\"type\":\"ADDED\",\"object\":" + item + "}\n"
                    : "{\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + item + "]}";
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            if (isWatch) {
                over.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As after a list that had to be read anew: that the pod was deleted and made again was never told. */
    @Test
    void aPodThatIsOnAnotherNodeNowIsMissedOnTheOneBefore() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build();
        RuntimeMetrics metrics = new ManagerMetrics(new SimpleMeterRegistry()).runtime();
        ClusterView view = new ClusterView();
        PodChanges changes = new PodChanges();
        try (KubernetesClient client =
                        new KubernetesClientBuilder().withConfig(config).build();
                Informers informers = new Informers(
                        new ApiServer(client, metrics),
                        metrics,
                        view,
                        changes,
                        new Informers.ConfigMapName("sublet-system", "slo-controller-config"))) {
            var _ = informers.start();

            await().atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(changes.nodes).containsExactly("a", "b", "a"));
            assertThat(view.podsOn("a")).isEmpty();
            assertThat(view.podsOn("b")).hasSize(1);
        }
    }
}
