package io.sublet.agent.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.cluster.SloState;
import io.sublet.agent.observe.pod.Pods;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpNumbersTest {
    private final Map<String, String> answers = new HashMap<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String answer = answers.get(exchange.getRequestURI().toString());
            byte[] body = (answer == null ? "" : answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    private HttpNumbers numbers(Optional<URI> prometheus, String rule) {
        return new HttpNumbers(prometheus, "node-1", () -> policy(rule), () -> Reading.of(List.of(pod("p"))));
    }

    private static SloState policy(String rule) {
        return SloState.UNKNOWN.next(NodeSloDocument.parse(Json.parseObject(
                "{\"extensions\":{\"sublet\":{\"watermarks\":[{\"name\":\"r\",\"value\":1,\"action\":\"Evict\"," + rule
                        + "}],\"latencyTargets\":[{\"name\":\"r\",\"limit\":1," + rule + "}]}}}")));
    }

    private static PodView pod(String name) {
        PodView pod = Pods.pod(name, KubeQos.BURSTABLE, "containerd://a");
        return new PodView(
                pod.ref(),
                pod.cgroupUid(),
                pod.kubeQos(),
                pod.qos(),
                pod.priority(),
                true,
                pod.life(),
                pod.marks(),
                pod.boundCpus(),
                pod.overhead(),
                pod.containers(),
                new PodView.Address(List.of(InetAddress.getLoopbackAddress().getHostAddress()), false));
    }

    private String endpoint(String path) {
        return "\"podEndpoint\":{\"port\":" + server.getAddress().getPort() + ",\"path\":\"" + path
                + "\",\"metric\":\"queue_length\"}";
    }

    private Reading<Double> asked(HttpNumbers numbers, String subject) {
        numbers.round();
        return numbers.numbers(System.nanoTime()).number("r", subject);
    }

    @Test
    void queriesPrometheusForItsNode() {
        answers.put(
                "/api/v1/query?query=up%7Bnode%3D%22node-1%22%7D",
                "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"0.5\"]}}");
        URI prometheus = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        String rule = "\"prometheusQuery\":\"up{node=\\\"$node\\\"}\"";
        HttpNumbers numbers = numbers(Optional.of(prometheus), rule);
        assertThat(asked(numbers, "")).isEqualTo(Reading.of(0.5));
        assertThat(numbers.numbers(System.nanoTime() + 61_000_000_000L).number("r", ""))
                .isEqualTo(Reading.missing("the last answer is older than 60 s"));
        answers.clear();
        assertThat(asked(numbers, "").isMissing()).isTrue();
        assertThat(asked(numbers(Optional.empty(), rule), ""))
                .isEqualTo(Reading.missing("the agent knows no Prometheus (prometheus-url)"));
    }

    @Test
    void asksPodsAndTakesTheWorstOfSeveralSeries() {
        answers.put("/metrics", "queue_length{shard=\"1\"} 3\nqueue_length{shard=\"2\"} 7\n");
        int port = server.getAddress().getPort();
        String endpoint = "\"podEndpoint\":{\"port\":" + port + ",\"metric\":\"queue_length\"}";
        assertThat(asked(numbers(Optional.empty(), endpoint), "p")).isEqualTo(Reading.of(7.0));
        HttpNumbers numbers = numbers(Optional.empty(), endpoint);
        numbers.round();
        assertThat(numbers.numbers(System.nanoTime()).ofTarget("r", "p")).isEqualTo(Reading.of(7.0));
        assertThat(asked(numbers(Optional.empty(), endpoint + ",\"comparison\":\"Below\""), "p"))
                .isEqualTo(Reading.of(3.0));
        answers.put("/metrics", "other 1\n");
        assertThat(asked(numbers(Optional.empty(), endpoint), "p"))
                .isEqualTo(Reading.missing("the pod does not serve queue_length"));
    }

    @Test
    void whoDoesNotAnswerHasNoNumber() {
        server.stop(0);
        String endpoint =
                "\"podEndpoint\":{\"port\":" + server.getAddress().getPort() + ",\"metric\":\"queue_length\"}";
        assertThat(asked(numbers(Optional.empty(), endpoint), "p").isMissing()).isTrue();
    }

    @Test
    void aPathMayHoldWhatMayNotStandInAUri() {
        answers.put("/metrics?match%5B%5D=%7Bjob=%22a%22%7D&x=%41", "queue_length 4\n");
        String rule = endpoint("/metrics?match[]={job=\\\"a\\\"}&x=%41");
        assertThat(asked(numbers(Optional.empty(), rule), "p")).isEqualTo(Reading.of(4.0));
    }

    @Test
    void anAnswerThatComesDropByDropIsNone() {
        server.createContext("/slow", exchange -> {
            byte[] body = "queue_length 4\n".repeat(20).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                for (byte one : body) {
                    out.write(one);
                    out.flush();
                    LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                }
            }
        });
        HttpNumbers numbers = new HttpNumbers(
                Optional.empty(),
                "node-1",
                () -> SloState.UNKNOWN.next(NodeSloDocument.parse(Json.parseObject(
                        "{\"extensions\":{\"sublet\":{\"watermarks\":[{\"name\":\"r\",\"value\":1,\"action\":\"Evict\","
                                + endpoint("/slow") + "}]}}}"))),
                () -> Reading.of(List.of(pod("p"))));
        assertThat(asked(numbers, "p"))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.cause()).contains("s to answer"));
    }

    @Test
    void anAnswerCountsBeforeTheRoundIsOver() {
        AtomicReference<HttpNumbers> numbers = new AtomicReference<>();
        AtomicReference<Reading<Double>> meanwhile = new AtomicReference<>();
        server.createContext("/second", exchange -> {
            meanwhile.set(numbers.get().numbers(System.nanoTime()).number("first", "p"));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        answers.put("/metrics", "queue_length 4\n");
        SloState slo = SloState.UNKNOWN.next(NodeSloDocument.parse(Json.parseObject(
                "{\"extensions\":{\"sublet\":{\"watermarks\":[{\"name\":\"first\",\"value\":1,\"action\":\"Evict\","
                        + endpoint("/metrics") + "},{\"name\":\"second\",\"value\":1,\"action\":\"Evict\","
                        + endpoint("/second") + "}]}}}")));
        numbers.set(new HttpNumbers(Optional.empty(), "node-1", () -> slo, () -> Reading.of(List.of(pod("p")))));
        numbers.get().round();
        assertThat(meanwhile.get()).isEqualTo(Reading.of(4.0));
    }

    @Test
    void podsThatCannotAllBeAskedTakeTurns() {
        answers.put("/metrics", "queue_length 4\n");
        SloState slo = policy(endpoint("/metrics"));
        HttpNumbers numbers = new HttpNumbers(
                Optional.empty(), "node-1", () -> slo, () -> Reading.of(List.of(pod("p"), pod("q"))), Duration.ZERO);
        assertThat(asked(numbers, "p")).isEqualTo(Reading.of(4.0));
        assertThat(numbers.numbers(System.nanoTime()).number("r", "q").isMissing())
                .isTrue();
        assertThat(asked(numbers, "q")).isEqualTo(Reading.of(4.0));
        assertThat(numbers.numbers(System.nanoTime()).number("r", "p")).isEqualTo(Reading.of(4.0));
    }
}
