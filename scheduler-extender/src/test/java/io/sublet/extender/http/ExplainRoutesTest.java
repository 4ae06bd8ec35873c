package io.sublet.extender.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.reply.Explainer;
import io.sublet.extender.reply.LoadVerbs;
import io.sublet.extender.snapshot.SoftLoads;
import io.sublet.model.reading.Reading;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real server on loopback that explains pods on two nodes. */
class ExplainRoutesTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String POD = """
            {"metadata":{"name":"a","namespace":"b"},"spec":{"schedulerName":"koord-scheduler",\
            "containers":[{"resources":{"requests":{"cpu":"1","memory":"1Gi"}}}]}}""";

    private final CountDownLatch begun = new CountDownLatch(2);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile String obstacle = "";
    private volatile boolean slow;
    private final Served served = served();

    private Served served() {
        ClusterSnapshot snapshot = Nodes.snapshot(
                Nodes.node("busy", 32, 128).pods(110).using(30_000, 1L << 30),
                Nodes.node("idle", 32, 128).pods(110).using(1000, 1L << 30));
        Explainer explainer = new Explainer(
                () -> looked(snapshot),
                Ranking.of(new LoadAware()),
                new SoftLoads(Duration.ZERO),
                new LoadVerbs.Settings(Set.of("koord-scheduler"), Clock.fixed(Nodes.NOW, ZoneOffset.UTC)),
                Optional.empty());
        return Served.with(router -> new ExplainRoutes(explainer, this::pod, () -> obstacle, 4096).mount(router));
    }

    private ClusterSnapshot looked(ClusterSnapshot snapshot) {
        if (slow) {
            begun.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return snapshot;
    }

    private Reading<Optional<byte[]>> pod(String namespace, String name) {
        return switch (name) {
            case "there" -> Reading.of(Optional.of(POD.getBytes(StandardCharsets.UTF_8)));
            case "unknown" -> Reading.missing("connection refused");
            default -> Reading.of(Optional.empty());
        };
    }

    @AfterEach
    void stop() {
        released.countDown();
        served.close();
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HTTP.send(request, BodyHandlers.ofString());
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.port() + path));
    }

    @ParameterizedTest
    @CsvSource({
        "/explain/pod/b/there,          200, '{\"pod\":'",
        "/explain/pod/b/gone,           404, no pod b/gone",
        "/explain/pod/b/unknown,        502, the API server does not tell: connection refused",
        "/explain/pod/b/there?limit=-1, 400, 'limit must be a number, was ''-1'''",
    })
    void aPodIsLookedUpByItsName(String path, int status, String begin) throws Exception {
        HttpResponse<String> answer = send(at(path).build());

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).startsWith(begin);
    }

    @Test
    void aPodThatDoesNotExistYetIsSent() throws Exception {
        HttpResponse<String> answer =
                send(at("/explain/pod").POST(BodyPublishers.ofString(POD)).build());

        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.body())
                .contains("\"nodes\":2,\"take\":1", "cpu usage 96 percent (with this pod) over threshold 65");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"nonsense|400", "{\"metadata\":3}|400", "[]|400", "''|400"})
    void whatIsNoPodIsSaidToBeNone(String body, int status) throws Exception {
        HttpResponse<String> answer =
                send(at("/explain/pod").POST(BodyPublishers.ofString(body)).build());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    }

    @Test
    void aPodThatIsTooLargeIsRefused() throws Exception {
        HttpResponse<String> answer = send(at("/explain/pod")
                .POST(BodyPublishers.ofString(POD + " ".repeat(5000)))
                .build());

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void aPageForPeopleSaysWhetherItIsToBeTrusted() throws Exception {
        obstacle = "watches are broken";

        HttpResponse<String> answer =
                send(at("/explain/pod/b/there?format=text&limit=1").build());

        assertThat(answer.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(answer.body())
                .startsWith("questions are refused now: watches are broken\npod b/a, ")
                .endsWith("… and 1 more nodes\n");
    }

    @Test
    void aThirdExplanationAtOnceIsRefused() throws Exception {
        slow = true;
        HttpRequest request =
                at("/explain/pod").POST(BodyPublishers.ofString(POD)).build();
        List<CompletableFuture<HttpResponse<String>>> two = List.of(
                HTTP.sendAsync(request, BodyHandlers.ofString()), HTTP.sendAsync(request, BodyHandlers.ofString()));
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> third = send(request);

        assertThat(third.statusCode()).isEqualTo(503);
        assertThat(third.body()).isEqualTo("other explanations are being made, try again\n");
        released.countDown();
        for (CompletableFuture<HttpResponse<String>> answer : two) {
            assertThat(Served.get(answer).statusCode()).isEqualTo(200);
        }
    }
}
