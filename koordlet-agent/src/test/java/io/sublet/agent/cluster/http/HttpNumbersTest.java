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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        SloState slo = SloState.UNKNOWN.next(NodeSloDocument.parse(Json.parseObject(
                "{\"extensions\":{\"sublet\":{\"watermarks\":[{\"name\":\"r\",\"value\":1,\"action\":\"Evict\"," + rule
                        + "}],\"latencyTargets\":[{\"name\":\"r\",\"limit\":1," + rule + "}]}}}")));
        PodView pod = Pods.pod("p", KubeQos.BURSTABLE, "containerd://a");
        PodView reachable = new PodView(
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
        return new HttpNumbers(prometheus, "node-1", () -> slo, () -> Reading.of(List.of(reachable)));
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
}
