package io.sublet.extender.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.extender.reply.Answer;
import io.sublet.extender.reply.Body;
import io.sublet.protocol.json.JsonException;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A real server on loopback with verbs that a test made up. */
class IntakeTest {
    private static final Duration DEADLINE = Duration.ofMillis(200);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final Queue<String> threads = new ConcurrentLinkedQueue<>();
    private volatile String obstacle = "";
    private final Served served = Served.with(this::mount);

    private void mount(Router router) {
        ExtenderMetrics metrics = new ExtenderMetrics(registry);
        Intake intake = new Intake("load", metrics, () -> obstacle, new Limits(1, Duration.ofMinutes(1), 1024));
        intake.mount(router, "good", body -> Answer.none());
        intake.mountQuick(router, "quick", this::quick);
        intake.mount(router, "late-reader", this::lateReader);
        intake.mount(router, "malformed", throwing(new JsonException("Pod is missing")));
        intake.mount(router, "broken", throwing(new IllegalStateException("a bug")));
        new Intake("hurried", metrics, () -> "", new Limits(1, DEADLINE, 1024)).mount(router, "slow", IntakeTest::slow);
    }

    @AfterEach
    void stop() {
        released.countDown();
        served.close();
    }

    private static Function<Body, Answer> throwing(RuntimeException problem) {
        return body -> {
            throw problem;
        };
    }

    private Answer quick(Body body) {
        asked.add(text(body));
        threads.add(Thread.currentThread().getName());
        return Answer.none();
    }

    private Answer lateReader(Body body) {
        begun.countDown();
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        asked.add(text(body));
        return Answer.none();
    }

    /** Takes more time than there is. */
    private static Answer slow(Body body) {
        long past = System.nanoTime() + DEADLINE.plusMillis(50).toNanos();
        for (long left = 1; left > 0; left = past - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
        return Answer.none();
    }

    private static String text(Body body) {
        return new String(body.bytes(), 0, body.length(), StandardCharsets.UTF_8);
    }

    @Test
    void aQuestionIsAnswered() throws Exception {
        assertThat(ask("good", "{}").statusCode()).isEqualTo(200);
        assertThat(counted("good", "bypassed")).isEqualTo(1);
    }

    @Test
    void aQuestionThatIsTheOnlyOneIsAnsweredWhereItWasRead() throws Exception {
        assertThat(ask("quick", "a".repeat(1000)).statusCode()).isEqualTo(200);
        assertThat(ask("quick", "b").statusCode()).isEqualTo(200);
        assertThat(ask("quick", "").statusCode()).isEqualTo(200);

        assertThat(asked).containsExactly("a".repeat(1000), "b", "");
        assertThat(threads).allMatch(thread -> thread.contains("eventloop"));
    }

    @Test
    void whatComesWhileAQuestionIsBeingReadIsKeptApartFromIt() throws Exception {
        String next = raw("late-reader", "a".repeat(1000)) + raw("quick", "b".repeat(1000)) + raw("quick", "c");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(next.getBytes(StandardCharsets.US_ASCII));
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            released.countDown();
            await().until(() -> asked.size() == 3);
        }

        assertThat(asked).containsExactly("a".repeat(1000), "b".repeat(1000), "c");
    }

    private static String raw(String verb, String body) {
        return "POST /load/" + verb + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @Test
    void aQuestionThatBreaksOffInTheMiddleHoldsNoPlace() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), served.port())) {
            String head = "POST /load/good HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf of it";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            await().untilAsserted(
                            () -> assertThat(ask("good", "{}").statusCode()).isEqualTo(503));
        }

        await().untilAsserted(() -> assertThat(ask("good", "{}").statusCode()).isEqualTo(200));
        await().untilAsserted(() -> assertThat(registry.get("sublet_extender_inflight")
                        .tag("entry", "load")
                        .gauge()
                        .value())
                .isZero());
    }

    @Test
    void whileThereIsAnObstacleQuestionsAreRefusedWithIt() throws Exception {
        obstacle = "caches are not filled";

        HttpResponse<String> refused = ask("good", "{}");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).isEqualTo("caches are not filled\n");
        assertThat(counted("good", "not_ready")).isEqualTo(1);
    }

    @Test
    void oneQuestionTooManyIsRefusedAtOnce() throws Exception {
        CompletableFuture<HttpResponse<String>> first =
                HTTP.sendAsync(request("load/late-reader", "{}"), HttpResponse.BodyHandlers.ofString());
        assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();

        HttpResponse<String> second = ask("good", "{}");

        assertThat(second.statusCode()).isEqualTo(503);
        assertThat(second.body()).isEqualTo("more than 1 requests at once\n");
        assertThat(registry.get("sublet_extender_shed_total").counter().count()).isEqualTo(1);
        released.countDown();
        assertThat(Served.get(first).statusCode()).isEqualTo(200);
        await().untilAsserted(() -> assertThat(ask("good", "{}").statusCode()).isEqualTo(200));
    }

    @Test
    void anAnswerThatComesTooLateIsNone() throws Exception {
        HttpResponse<String> answer = HTTP.send(request("hurried/slow", "{}"), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).isEqualTo("deadline of 200 ms passed\n");
        assertThat(counted("slow", "late")).isEqualTo(1);
    }

    @Test
    void whatIsNoQuestionIsToldSo() throws Exception {
        HttpResponse<String> refused = ask("malformed", "x");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).isEqualTo("Pod is missing\n");
    }

    @Test
    void aBugIsNotToldToTheCaller() throws Exception {
        HttpResponse<String> refused = ask("broken", "{}");

        assertThat(refused.statusCode()).isEqualTo(500);
        assertThat(refused.body()).isEqualTo("internal error\n");
        assertThat(counted("broken", "error")).isEqualTo(1);
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        assertThat(ask("good", "x".repeat(2000)).statusCode()).isEqualTo(413);
        assertThat(ask("good", "x".repeat(100_000)).statusCode()).isEqualTo(413);
        assertThat(ask("good", "x".repeat(1024)).statusCode()).isEqualTo(200);
        assertThat(ask("good", "{}").statusCode()).isEqualTo(200);
    }

    private HttpRequest request(String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + served.port() + "/" + path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private HttpResponse<String> ask(String verb, String body) throws IOException, InterruptedException {
        return HTTP.send(request("load/" + verb, body), HttpResponse.BodyHandlers.ofString());
    }

    private double counted(String verb, String outcome) {
        return registry.get("sublet_extender_requests_total")
                .tags("verb", verb, "outcome", outcome)
                .counter()
                .count();
    }
}
