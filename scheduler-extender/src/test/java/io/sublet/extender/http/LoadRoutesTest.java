package io.sublet.extender.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.extender.rank.ClusterSnapshot;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.Nodes;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.reply.LoadVerbs;
import io.sublet.extender.snapshot.SoftLoads;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadRoutesTest {
    private static final int NODES = 300;
    private static final int AT_ONCE = 8;
    private static final int TURNS = 20;

    private final Served served = served();

    private static Served served() {
        ClusterSnapshot snapshot = Nodes.snapshot(IntStream.range(0, NODES)
                .mapToObj(i -> Nodes.node(name(i), 64, 256).using(1000, 1L << 30))
                .toArray(Nodes.Builder[]::new));
        LoadVerbs verbs = new LoadVerbs(
                () -> snapshot,
                Ranking.of(new LoadAware()),
                new SoftLoads(Duration.ZERO),
                new LoadVerbs.Settings(Set.of(), Clock.fixed(Nodes.NOW, ZoneOffset.UTC)));
        return Served.with(router -> new LoadRoutes(
                        verbs,
                        new ExtenderMetrics(new SimpleMeterRegistry()),
                        () -> "",
                        new Limits(2 * AT_ONCE, Duration.ofMinutes(1), 1 << 20))
                .mount(router));
    }

    @AfterEach
    void stop() {
        served.close();
    }

    private static String name(int i) {
        return "node-" + i;
    }

    /** Each about nodes of its own, so that what was meant for another one is seen. */
    @Test
    void questionsThatComeAtOnceAreAnsweredEachByItself() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int turn = 0; turn < TURNS; turn++) {
                Map<String, CompletableFuture<HttpResponse<String>>> answers = IntStream.range(0, AT_ONCE)
                        .mapToObj(LoadRoutesTest::names)
                        .collect(Collectors.toMap(names -> names, names -> ask(client, names)));
                for (Map.Entry<String, CompletableFuture<HttpResponse<String>>> answer : answers.entrySet()) {
                    assertThat(answer.getValue().get(60, TimeUnit.SECONDS).body())
                            .startsWith("{\"Nodes\":null,\"NodeNames\":[" + answer.getKey() + "],\"FailedNodes\":{}");
                }
            }
        }
    }

    private static String names(int which) {
        List<String> names = new ArrayList<>();
        for (int node = which; node < NODES; node += which + 1) {
            names.add('"' + name(node) + '"');
        }
        return String.join(",", names);
    }

    private CompletableFuture<HttpResponse<String>> ask(HttpClient client, String names) {
        String question =
                "{\"Pod\":{\"metadata\":{\"name\":\"a\",\"namespace\":\"b\",\"uid\":\"u\"},\"spec\":{\"containers\":[]}},"
                        + "\"NodeNames\":[" + names + "]}";
        return client.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.port() + "/load/filter"))
                        .POST(BodyPublishers.ofString(question))
                        .build(),
                BodyHandlers.ofString());
    }
}
