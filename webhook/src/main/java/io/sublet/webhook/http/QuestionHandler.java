package io.sublet.webhook.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.explain.Document;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Question;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Answers questions of people on one thread of their own with a short queue, so that however many are asked, reviews have
 * the others.
 */
final class QuestionHandler {
    private static final Logger log = Logger.getLogger(QuestionHandler.class);

    /** The API server takes objects of up to 3 MiB. */
    private static final int MAX_BODY = 3 << 20;

    private static final int QUEUE = 4;

    private final Vertx vertx;
    private final ClusterView cluster;
    private final ExecutorService worker = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofPlatform().daemon().name("question").factory());

    /** Anybody who reaches the port may ask: what many send at once must not take the heap from reviews. */
    private final BodyBudget bodies = new BodyBudget(MAX_BODY);

    QuestionHandler(Vertx vertx, ClusterView cluster) {
        this.vertx = vertx;
        this.cluster = cluster;
    }

    void stop() {
        worker.shutdown();
    }

    void handle(HttpServerRequest request, Question question) {
        if (!request.method().equals(HttpMethod.POST)) {
            request.response().putHeader("Allow", "POST");
            request.endHandler(end -> text(request, 405, question.usage()));
            return;
        }
        Map<String, String> parameters = new TreeMap<>();
        request.params().forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue()));
        bodies.gather(
                request,
                excess -> {
                    switch (excess) {
                        case TOO_LARGE -> breakOff(request, 413, "a document has at most " + MAX_BODY + " bytes\n");
                        case NO_ROOM -> breakOff(request, 503, "too many questions are waiting\n");
                    }
                },
                body -> dispatch(request, question, parameters, body));
    }

    /** What is left of the body is not worth reading, so the connection cannot be used again. */
    private static void breakOff(HttpServerRequest request, int status, String why) {
        request.response().putHeader("Connection", "close");
        text(request, status, why).onComplete(sent -> request.connection().close());
    }

    private void dispatch(HttpServerRequest request, Question question, Map<String, String> parameters, byte[] body) {
        Context context = vertx.getOrCreateContext();
        try {
            worker.execute(() -> {
                Parsed<JsonNode> answer = answer(question, parameters, body);
                context.runOnContext(done -> send(request, question, answer));
            });
        } catch (RejectedExecutionException e) {
            text(request, 503, "too many questions are waiting\n");
        }
    }

    private Parsed<JsonNode> answer(Question question, Map<String, String> parameters, byte[] body) {
        try {
            return switch (Document.read(body)) {
                case Parsed.Valid<JsonNode>(JsonNode document) -> question.answer(document, parameters, cluster);
                case Parsed.Invalid<JsonNode> invalid -> invalid;
                case Parsed.Absent<JsonNode> absent -> absent;
            };
        } catch (RuntimeException | StackOverflowError e) {
            log.errorf(e, "Question failed path=%s", question.path());
            return new Parsed.Absent<>();
        }
    }

    private static void send(HttpServerRequest request, Question question, Parsed<JsonNode> answer) {
        if (request.response().headWritten() || request.response().closed()) {
            return;
        }
        switch (answer) {
            case Parsed.Valid<JsonNode>(JsonNode tree) ->
                request.response().putHeader("Content-Type", "application/json").end(tree.toPrettyString() + "\n");
            case Parsed.Invalid<JsonNode>(String why) -> text(request, 400, why + "\n\n" + question.usage());
            case Parsed.Absent<JsonNode>() -> text(request, 500, "the question could not be answered, see the log\n");
        }
    }

    private static Future<Void> text(HttpServerRequest request, int status, String text) {
        return request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain")
                .end(text);
    }
}
