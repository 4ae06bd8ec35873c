package io.sublet.agent.cluster.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The course of a watch that a real API server takes only after hours: versions that expire, answers that break off. */
class ListWatchTest {
    private record Answer(int status, String body) {}

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<Long> askedAt = new ConcurrentLinkedQueue<>();
    private final Queue<InetSocketAddress> askers = new ConcurrentLinkedQueue<>();
    private volatile boolean closing;
    private final ArrayDeque<Answer> answers = new ArrayDeque<>();
    private final AtomicReference<Map<String, SpecReader.Spec>> published = new AtomicReference<>(Map.of());
    private HttpServer server = none();
    private Optional<Thread> watcher = Optional.empty();

    private static HttpServer none() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext("/", exchange -> {
            try (exchange) {
                askedAt.add(System.nanoTime());
                asked.add(exchange.getRequestURI().toString());
                askers.add(exchange.getRemoteAddress());
                if (closing) {
                    exchange.getResponseHeaders().set("Connection", "close");
                }
                Answer answer = answers.poll();
                if (answer == null) {
                    answer = new Answer(500, "the script has ended");
                }
                exchange.sendResponseHeaders(answer.status, 0);
                exchange.getResponseBody().write(answer.body.getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    @AfterEach
    void stop() {
        watcher.ifPresent(Thread::interrupt);
        server.stop(0);
    }

    @Test
    void listsAgainFromTheStoreWhenTheVersionHasExpired() {
        answers.addAll(List.of(
                new Answer(200, list("10", object("a", "9"))),
                new Answer(200, "{\"type\":\"ERROR\",\"object\":{\"code\":410,\"message\":\"too old\"}}"),
                new Answer(200, list("20", object("b", "19"))),
                new Answer(200, "{\"type\":\"ADDED\",\"object\":" + object("c", "21") + "}")));
        watch();
        Awaitility.await().untilAsserted(() -> assertThat(published.get()).containsOnlyKeys("b", "c"));
        List<String> urls = List.copyOf(asked);
        assertThat(urls.get(0)).endsWith("resourceVersion=0");
        assertThat(urls.get(1)).contains("watch=1").contains("resourceVersion=10");
        assertThat(urls.get(2)).doesNotContain("resourceVersion");
        assertThat(urls.get(3)).contains("resourceVersion=20");
    }

    @Test
    void goesOnFromWhatWasListedBeforeItsThread() {
        answers.addAll(List.of(
                new Answer(200, list("10", object("a", "9"))),
                new Answer(200, "{\"type\":\"ADDED\",\"object\":" + object("b", "11") + "}")));
        ListWatch<SpecReader.Spec> watch = made();
        assertThat(watch.begin()).isTrue();
        assertThat(published.get()).containsOnlyKeys("a");
        start(watch);
        Awaitility.await().untilAsserted(() -> assertThat(published.get()).containsOnlyKeys("a", "b"));
        assertThat(List.copyOf(asked).get(1)).contains("watch=1").contains("resourceVersion=10");
    }

    @Test
    void listsOnItsThreadWhereThatFailedBefore() {
        answers.addAll(List.of(new Answer(503, "starting"), new Answer(200, list("10", object("a", "9")))));
        ListWatch<SpecReader.Spec> watch = made();
        assertThat(watch.begin()).isFalse();
        start(watch);
        Awaitility.await().untilAsserted(() -> assertThat(published.get()).containsOnlyKeys("a"));
        assertThat(watch.status().relists()).isOne();
    }

    @Test
    void watchesOnFromTheLastVersionWhenAWatchEnds() {
        answers.addAll(List.of(
                new Answer(200, list("10", object("a", "9"))),
                new Answer(200, "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"15\"}}}\n"),
                new Answer(200, "{\"type\":\"DELETED\",\"object\":" + object("a", "16") + "}")));
        watch();
        Awaitility.await().untilAsserted(() -> assertThat(asked).hasSizeGreaterThan(2));
        Awaitility.await().untilAsserted(() -> assertThat(published.get()).isEmpty());
        assertThat(List.copyOf(asked).get(2)).contains("resourceVersion=15");
    }

    @Test
    void keepsTheLastKnownStateThroughAnOutage() {
        answers.addAll(List.of(
                new Answer(200, list("10", object("a", "9"))),
                new Answer(503, "starting"),
                new Answer(200, "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"b\""),
                new Answer(200, "{\"type\":\"ADDED\",\"object\":" + object("c", "21") + "}")));
        watch();
        Awaitility.await().untilAsserted(() -> assertThat(published.get()).containsOnlyKeys("a", "c"));
    }

    /** As behind a proxy that passes on no answer without end. */
    @Test
    void pausesBetweenWatchesThatEndAsSoonAsTheyBegin() {
        answers.addAll(List.of(
                new Answer(200, list("10", object("a", "9"))),
                new Answer(200, ""),
                new Answer(200, ""),
                new Answer(200, "{\"type\":\"ADDED\",\"object\":" + object("b", "11") + "}")));
        watch();
        Awaitility.await().untilAsserted(() -> assertThat(published.get()).containsOnlyKeys("a", "b"));
        List<Long> times = List.copyOf(askedAt);
        assertThat(times.get(3) - times.get(1))
                .isGreaterThan(Duration.ofMillis(500).toNanos());
    }

    @Test
    void outlivesABugInReadingAnObject() {
        answers.addAll(List.of(
                new Answer(200, list("10", object("a", "9"))),
                new Answer(200, "{\"type\":\"ADDED\",\"object\":" + object("b", "11") + "}"),
                new Answer(200, "{\"type\":\"ADDED\",\"object\":" + object("c", "12") + "}")));
        List<Map<String, SpecReader.Spec>> heard = new CopyOnWriteArrayList<>();
        ListWatch<SpecReader.Spec> watch = made(found -> {
            heard.add(found);
            if (found.containsKey("b") && !found.containsKey("c")) {
                throw new IllegalStateException("as if it were a bug");
            }
        });
        start(watch);
        Awaitility.await()
                .until(() -> !heard.isEmpty() && heard.getLast().keySet().equals(Set.of("a", "b", "c")));
    }

    @Test
    void watchesOnTheConnectionOfTheList() {
        answers.addAll(List.of(
                new Answer(200, list("10", object("a", "9"))),
                new Answer(200, "{\"type\":\"ADDED\",\"object\":" + object("b", "11") + "}"),
                new Answer(200, "{\"type\":\"ADDED\",\"object\":" + object("c", "12") + "}")));
        watch();
        Awaitility.await().untilAsserted(() -> assertThat(published.get()).containsOnlyKeys("a", "b", "c"));
        assertThat(askers.stream().limit(3).distinct()).hasSize(1);
    }

    @Test
    void opensAnotherConnectionAfterAServerThatClosesItsOwn() {
        closing = true;
        answers.addAll(List.of(
                new Answer(200, list("10", object("a", "9"))),
                new Answer(200, "{\"type\":\"ADDED\",\"object\":" + object("b", "11") + "}")));
        watch();
        Awaitility.await().untilAsserted(() -> assertThat(published.get()).containsOnlyKeys("a", "b"));
        assertThat(askers.stream().limit(2).distinct()).hasSize(2);
    }

    private void watch() {
        start(made());
    }

    private ListWatch<SpecReader.Spec> made() {
        return made(published::set);
    }

    private ListWatch<SpecReader.Spec> made(Consumer<Map<String, SpecReader.Spec>> publish) {
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        ApiClient client = new ApiClient(new ApiAccess(address, Optional.empty(), Optional.empty()));
        return new ListWatch<>(client, "tests", "/tests?fieldSelector=x", new SpecReader(), publish);
    }

    private void start(ListWatch<SpecReader.Spec> watch) {
        watcher = Optional.of(Thread.ofPlatform().daemon().start(watch));
    }

    private static String list(String version, String items) {
        return "{\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"" + version + "\"},\"items\":[" + items + "]}";
    }

    private static String object(String name, String version) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"u\",\"resourceVersion\":\"" + version
                + "\"},\"spec\":{\"x\":1},\"status\":{\"y\":[{}]}}";
    }
}
