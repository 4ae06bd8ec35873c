package io.sublet.manager.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.sublet.manager.console.Timeline.Point;
import io.sublet.manager.http.PrometheusHistory.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server that stands for Prometheus and answers in its form. */
class PrometheusHistoryTest {
    private static final Instant NOW = Instant.ofEpochSecond(36_000);

    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server = server();
    private volatile int code = 200;
    private volatile String used = "[[35940,\"12.5\"],[36000,\"13\"]]";

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/prom/api/v1/query_range", exchange -> {
            asked.incrementAndGet();
            String query = exchange.getRequestURI().getQuery();
            String values = query.contains("node_cpu_cores")
                    ? used
                    : query.contains("offered")
                            ? "[[36000,\"4\"],[36000.5,\"NaN\"]]"
                            : query.contains("best_effort_cpus") && query.contains("best_effort_limit_cores")
                                    ? "[[36000,\"2.5\"]]"
                                    : "";
            String body = "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
                    + (values.isEmpty() ? "" : "{\"metric\":{},\"values\":" + values + "}") + "]}}";
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private PrometheusHistory history() {
        return new PrometheusHistory(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/prom/"));
    }

    @Test
    void putsTheSeriesOfOneMomentTogether() {
        assertThat(history().since(NOW, Duration.ofHours(6))).isInstanceOfSatisfying(Answer.Found.class, found -> {
            assertThat(found.timeline().source()).isEqualTo("Prometheus");
            assertThat(found.timeline().points())
                    .containsExactly(
                            new Point(
                                    35_940,
                                    OptionalLong.of(12_500),
                                    OptionalLong.empty(),
                                    OptionalLong.empty(),
                                    OptionalLong.empty()),
                            new Point(
                                    36_000,
                                    OptionalLong.of(13_000),
                                    OptionalLong.empty(),
                                    OptionalLong.of(4_000),
                                    OptionalLong.of(2_500)));
        });
    }

    @Test
    void isAskedOnceInHalfAMinuteHoweverManyPeopleLook() {
        PrometheusHistory history = history();

        for (int i = 0; i < 20; i++) {
            history.since(NOW.plusSeconds(i), Duration.ofHours(6));
        }

        assertThat(asked.get()).as("four series").isEqualTo(4);
        history.since(NOW.plusSeconds(31), Duration.ofHours(6));
        assertThat(asked.get()).isEqualTo(8);
    }

    @Test
    void saysWhyItCannotBeHad() {
        code = 503;
        assertThat(history().since(NOW, Duration.ofHours(1))).isEqualTo(new Answer.Silent("it answers with 503"));
        code = 200;
        used = "[[1,\"many\"]]";
        assertThat(history().since(NOW, Duration.ofHours(1)))
                .isEqualTo(new Answer.Silent("For input string: \"many\""));
        server.stop(0);
        assertThat(history().since(NOW, Duration.ofHours(1))).isInstanceOf(Answer.Silent.class);
    }
}
