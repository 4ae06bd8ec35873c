package io.sublet.agent.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.agent.cluster.SloState;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.NodeSloDocument;
import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rules get of a real Prometheus: numbers, and each way not to have one. */
class RealPrometheusIT {
    private static final String VALUE = "0.25 * vector(1)";

    @TempDir
    Path folder = Path.of("");

    private Process prometheus;
    private int port;

    @BeforeEach
    void start() throws IOException {
        Path kube =
                Path.of(Objects.requireNonNull(System.getProperty("sublet.kube.dir"), "sublet.kube.dir is not set"));
        String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        Path program = kube.toAbsolutePath().resolveSibling("tools").resolve("linux-" + architecture + "/prometheus");
        Files.writeString(folder.resolve("prometheus.yaml"), "global: {scrape_interval: 1h}\n");
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        prometheus = new ProcessBuilder(
                        program.toString(),
                        "--config.file=prometheus.yaml",
                        "--storage.tsdb.path=data",
                        "--web.listen-address=127.0.0.1:" + port)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> !asked(VALUE).isMissing());
    }

    @AfterEach
    void end() throws InterruptedException {
        prometheus.destroyForcibly().waitFor();
    }

    private HttpNumbers numbers(String query) {
        String rules = Json.write(Map.of(
                "extensions",
                Map.of(
                        "sublet",
                        Map.of(
                                "watermarks",
                                List.of(Map.of(
                                        "name", "r", "value", 1L, "action", "Evict", "prometheusQuery", query))))));
        SloState slo = SloState.UNKNOWN.next(NodeSloDocument.parse(Json.parseObject(rules)));
        return new HttpNumbers(
                Optional.of(URI.create("http://127.0.0.1:" + port)), "node-1", () -> slo, () -> Reading.of(List.of()));
    }

    private Reading<Double> asked(String query) {
        HttpNumbers numbers = numbers(query);
        numbers.round();
        return numbers.numbers(System.nanoTime()).number("r", "");
    }

    @Test
    void takesOneNumberWhateverItsType() {
        assertThat(asked(VALUE)).isEqualTo(Reading.of(0.25));
        assertThat(asked("1 + 1")).isEqualTo(Reading.of(2.0));
        assertThat(asked("count(label_replace(vector(1), \"node\", \"$node\", \"\", \"\") == 1)"))
                .isEqualTo(Reading.of(1.0));
    }

    @Test
    void whatIsNoNumberIsMissing() {
        for (String query : List.of(
                "not_a_metric{node=\"$node\"}",
                "vector(0) / 0",
                "scalar(not_a_metric)",
                "\"text\"",
                "vector(1)[5m:1m]",
                "sum(")) {
            assertThat(asked(query)).as(query).isInstanceOf(Reading.Missing.class);
        }
        assertThat(asked("sum("))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.cause()).contains("400"));
    }

    @Test
    void onePrometheusThatHangsHoldsNobodyUpForLongAndComesBack() throws Exception {
        signal("STOP");
        assertThat(asked(VALUE))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.cause()).contains("timed out"));
        signal("CONT");
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> asked(VALUE).equals(Reading.of(0.25)));
    }

    private void signal(String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(prometheus.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void oneThatIsDownIsMissingAndItsLastAnswerCountsForAMinuteAtMost() throws Exception {
        HttpNumbers numbers = numbers(VALUE);
        numbers.round();
        long now = System.nanoTime();
        assertThat(numbers.numbers(now).number("r", "")).isEqualTo(Reading.of(0.25));
        assertThat(numbers.numbers(now + Duration.ofSeconds(61).toNanos())
                        .number("r", "")
                        .isMissing())
                .isTrue();
        prometheus.destroyForcibly().waitFor();
        numbers.round();
        assertThat(numbers.numbers(System.nanoTime()).number("r", ""))
                .isInstanceOfSatisfying(
                        Reading.Missing.class,
                        missing -> assertThat(missing.cause()).contains("refused"));
    }
}
