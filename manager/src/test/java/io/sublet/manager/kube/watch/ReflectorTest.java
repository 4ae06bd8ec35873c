package io.sublet.manager.kube.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.manager.kube.ApiServer;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReflectorTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final FakeApiServer server;
    private final KubernetesClient client;
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Values values = new Values();
    private final Reflector reflector;

    ReflectorTest() throws IOException {
        server = new FakeApiServer();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(server.uri().toString())
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
        ManagerMetrics metrics = new ManagerMetrics(registry);
        reflector = new Reflector(
                Source.of(
                        "thing",
                        "api/v1/things",
                        List.of("color!=red"),
                        FieldSelection.none().plus("value")),
                values,
                new ApiServer(client, metrics.runtime()),
                metrics.runtime(),
                new SplittableRandom(1));
    }

    @AfterEach
    void stop() {
        reflector.close();
        client.close();
        server.close();
    }

    private static String object(String name, String version, String value) {
        return """
                {"kind":"Thing","metadata":{"name":"%s","resourceVersion":"%s","managedFields":[{"manager":"x"}]},\
                "value":"%s","rest":{"a":[1,2,3]}}""".formatted(name, version, value);
    }

    private static String list(String version, String continuation, String... items) {
        return """
                {"kind":"ThingList","metadata":{"resourceVersion":"%s","continue":"%s"},"items":[%s]}""".formatted(version, continuation, String.join(",", items));
    }

    private static String event(String type, String object) {
        return "{\"type\":\"" + type + "\",\"object\":" + object + "}";
    }

    private static String gone() {
        return event("ERROR", "{\"kind\":\"Status\",\"code\":410,\"message\":\"too old resource version\"}");
    }

    private void startAndAwait(Map<String, String> expected) {
        var _ = reflector.start();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(values.known).isEqualTo(expected));
    }

    @Test
    void readsAllPagesAndWatchesFromThere() {
        server.list(200, list("7", "more", object("a", "1", "one")))
                .list(200, list("7", "", object("b", "2", "two")))
                .openWatch(
                        event("MODIFIED", object("a", "8", "eight")),
                        event("DELETED", object("b", "9", "two")),
                        event("ADDED", object("c", "10", "ten")));

        startAndAwait(Map.of("a", "eight", "c", "ten"));

        assertThat(reflector.isSynced()).isTrue();
        assertThat(reflector.isWatching()).isTrue();
        assertThat(server.asked().get(0)).isEqualTo("limit=500&fieldSelector=color!=red");
        assertThat(server.asked().get(1)).isEqualTo("limit=500&continue=more&fieldSelector=color!=red");
        assertThat(server.asked().get(2))
                .startsWith("watch=true&allowWatchBookmarks=true&resourceVersion=7&timeoutSeconds=")
                .endsWith("&fieldSelector=color!=red");
    }

    @Test
    void readsAllPagesAlsoWhereTheMetadataComesLast() {
        server.list(
                        200,
                        "{\"items\":[" + object("a", "1", "one")
                                + "],\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"more\"}}")
                .list(200, list("7", "", object("b", "2", "two")))
                .openWatch();

        startAndAwait(Map.of("a", "one", "b", "two"));

        assertThat(server.asked().get(1)).contains("continue=more");
    }

    @Test
    void listsEverythingAgainWhenOtherFieldsAreWanted() {
        server.list(200, list("7", "", object("a", "1", "one"), object("b", "2", "two")))
                .openWatch()
                .list(200, list("9", "", object("b", "9", "nine")))
                .openWatch(event("ADDED", object("c", "10", "ten")));
        startAndAwait(Map.of("a", "one", "b", "two"));
        await().until(reflector::isWatching);

        reflector.reread(Source.of(
                "thing", "api/v1/things", List.of(), FieldSelection.none().plus("value")));

        await().untilAsserted(() -> assertThat(values.known).isEqualTo(Map.of("b", "nine", "c", "ten")));
        assertThat(reflector.isSynced()).isTrue();
        assertThat(server.asked().get(2)).isEqualTo("limit=500");
        assertThat(server.asked()).hasSize(4);
    }

    @Test
    void goesOnFromABookmarkWithoutAnotherList() {
        server.list(200, list("7", "", object("a", "1", "one")))
                .watch(200, event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"20\"}}"))
                .openWatch(event("MODIFIED", object("a", "21", "new")));

        startAndAwait(Map.of("a", "new"));

        assertThat(server.asked()).hasSize(3);
        assertThat(server.asked().get(2)).contains("resourceVersion=20&");
    }

    @Test
    void aWatchThatEndedInOrderDisturbsNoneOfThoseAfterIt() {
        server.list(200, list("7", "", object("a", "1", "one")));
        for (int version = 8; version < 108; version++) {
            server.watch(200, event("BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"" + version + "\"}}"));
        }
        server.openWatch(event("MODIFIED", object("a", "400", "new")));

        startAndAwait(Map.of("a", "new"));

        assertThat(server.asked()).hasSize(102);
        assertThat(registry.find("sublet.manager.api.request.duration")
                        .tags("code", "0")
                        .timer())
                .as("openings without an answer")
                .isNull();
    }

    @Test
    void listsAnewWhenItsVersionIsGoneAndForgetsWhatIsNotListed() {
        server.list(200, list("7", "", object("a", "1", "one"), object("b", "2", "two")))
                .watch(200, gone())
                .list(200, list("30", "", object("b", "25", "new")))
                .openWatch();

        startAndAwait(Map.of("b", "new"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(server.asked()).hasSize(4));
        assertThat(server.asked().get(3)).contains("resourceVersion=30&");
    }

    @Test
    void listsAnewThoughTheStreamThatSaidGoneStaysOpen() {
        server.list(200, list("7", "", object("a", "1", "one")))
                .openWatch(gone())
                .list(200, list("30", "", object("a", "25", "new")));

        startAndAwait(Map.of("a", "new"));
    }

    @Test
    void listsAnewAfterAnAnswerOfGoneInsteadOfAWatch() {
        server.list(200, list("7", "", object("a", "1", "one")))
                .watch(410, "{}")
                .list(200, list("30", "", object("a", "25", "new")));

        startAndAwait(Map.of("a", "new"));
    }

    @Test
    void beginsTheListAgainWhenItsContinuationIsGone() {
        server.list(200, list("7", "more", object("a", "1", "one")))
                .list(410, "{}")
                .list(200, list("8", "", object("b", "2", "two")));

        startAndAwait(Map.of("b", "two"));
    }

    @Test
    void triesAgainWhileTheApiServerFailsAndKeepsWhatItKnows() {
        server.list(500, "{}")
                .list(200, list("7", "", object("a", "1", "one")))
                .watch(500, "{}")
                .openWatch(event("ADDED", object("b", "8", "two")));

        startAndAwait(Map.of("a", "one", "b", "two"));

        assertThat(server.asked()).as("two lists, two watches").hasSize(4);
    }

    @Test
    void leavesAnObjectThatCannotBeUnderstoodAsItWas() {
        server.list(200, list("7", "", object("a", "1", "one")))
                .openWatch(event("MODIFIED", object("a", "8", "bad")), event("ADDED", object("b", "9", "two")));

        startAndAwait(Map.of("a", "one", "b", "two"));

        assertThat(registry.get("sublet.manager.informer.unreadable").counter().count())
                .isEqualTo(1);
    }

    @Test
    void openingsAreCountedByVerbAndCode() {
        server.list(503, "{}").list(200, list("7", "")).openWatch(event("ADDED", object("a", "8", "one")));

        startAndAwait(Map.of("a", "one"));

        assertThat(registry.get("sublet.manager.api.request.duration")
                        .tags("verb", "list", "kind", "thing", "code", "503")
                        .timer()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("sublet.manager.api.request.duration")
                        .tags("verb", "watch", "kind", "thing", "code", "200")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    private static final class Values implements Records {
        private final Map<String, String> known = new ConcurrentHashMap<>();

        @Override
        public void put(String key, JsonObject object) {
            String value = object.string("value").orElseThrow();
            if (value.equals("bad")) {
                throw new IllegalStateException("bad");
            }
            known.put(key, value);
        }

        @Override
        public void remove(String key) {
            known.remove(key);
        }

        @Override
        public Collection<String> keys() {
            return known.keySet();
        }
    }
}
