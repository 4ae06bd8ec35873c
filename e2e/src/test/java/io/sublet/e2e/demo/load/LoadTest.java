package io.sublet.e2e.demo.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sublet.e2e.demo.load.OpenLoopClient.Settings;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadTest {
    @Test
    void arrivalsAreTheSameForTheSameSeedAndAsManyAsAsked() {
        long[] gaps = gaps(7);

        assertThat(gaps(7)).isEqualTo(gaps);
        assertThat(gaps(8)).isNotEqualTo(gaps);
        assertThat(LongStream.of(gaps).average().orElseThrow()).isBetween(9.5e6, 10.5e6);
    }

    private static long[] gaps(long seed) {
        PoissonArrivals arrivals = new PoissonArrivals(seed);
        return LongStream.generate(() -> arrivals.nextGapNanos(100))
                .limit(20_000)
                .toArray();
    }

    @Test
    void aWindowGivesItsPercentilesOnce() {
        LatencyWindow window = new LatencyWindow();
        LongStream.rangeClosed(1, 2_000).forEach(millis -> window.succeeded(millis * 1_000_000));
        window.failed();

        LatencyWindow.Content content = window.take();

        assertThat(content.completed()).isEqualTo(2_000);
        assertThat(content.errors()).isEqualTo(1);
        assertThat(content.p50Ms()).hasValue(1_000);
        assertThat(content.p99Ms()).hasValue(1_980);
        assertThat(content.p999Ms()).hasValue(1_998);
        assertThat(window.take().p99Ms()).isEmpty();
    }

    @Test
    void optionsThatNobodyAskedForAreRefused() {
        LoadOptions options = LoadOptions.parse(List.of("--rate=5", "--speed=9"));

        assertThat(options.decimal("rate", 1)).isEqualTo(5);
        assertThatThrownBy(options::requireAllUsed).hasMessage("unknown: --speed");
        assertThatThrownBy(() -> LoadOptions.parse(List.of("rate"))).hasMessageContaining("--key=value");
    }

    @Test
    void theClientMeasuresARealServiceAndEndsWithATotal() throws IOException {
        try (OnlineService service = OnlineService.start(0, CpuWork.ofMilliseconds(0.1), 2, 0)) {
            List<JsonObject> lines = run("http://127.0.0.1:" + service.port() + "/work");

            assertThat(Instant.parse(lines.getFirst().string("started").orElseThrow()))
                    .isBefore(Instant.now());
            JsonObject total = lines.getLast().object("total").orElseThrow();
            assertThat(total.integer("errors")).contains(0L);
            assertThat(total.integer("completed").orElseThrow()).isPositive();
            assertThat(total.number("p99Ms").orElseThrow().doubleValue()).isPositive();
        }
    }

    @Test
    void requestsThatNobodyAnswersAreErrors() throws IOException {
        int port;
        try (OnlineService service = OnlineService.start(0, CpuWork.ofMilliseconds(0.1), 1, 0)) {
            port = service.port();
        }

        JsonObject total = run("http://127.0.0.1:" + port + "/work")
                .getLast()
                .object("total")
                .orElseThrow();

        assertThat(total.integer("completed")).contains(0L);
        assertThat(total.integer("errors").orElseThrow()).isPositive();
    }

    @Test
    void aNewRateBeginsAPhaseThatIsSummedUpWhenItIsOver() throws IOException {
        try (OnlineService service = OnlineService.start(0, CpuWork.ofMilliseconds(0.1), 2, 1000)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OpenLoopClient client = new OpenLoopClient(settings("http://127.0.0.1:" + service.port() + "/work"))) {
                client.followRates(new ByteArrayInputStream("100\nfast\n".getBytes(StandardCharsets.UTF_8)));
                client.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
            }
            List<JsonObject> lines = lines(bytes);

            JsonObject change = lines.stream()
                    .filter(line ->
                            line.string("at").isPresent() && line.number("rate").isPresent())
                    .findFirst()
                    .orElseThrow();
            assertThat(change.number("rate").orElseThrow().doubleValue()).isEqualTo(100);
            JsonObject phase = lines.stream()
                    .flatMap(line -> line.object("phase").stream())
                    .findFirst()
                    .orElseThrow();
            assertThat(phase.integer("errors")).contains(0L);
        }
    }

    private static List<JsonObject> run(String url) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OpenLoopClient client = new OpenLoopClient(settings(url))) {
            client.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        }
        return lines(bytes);
    }

    private static Settings settings(String url) {
        return new Settings(
                URI.create(url),
                50,
                1,
                Optional.of(Duration.ofMillis(1_500)),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                100);
    }

    private static List<JsonObject> lines(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .map(Json::parseObject)
                .toList();
    }
}
