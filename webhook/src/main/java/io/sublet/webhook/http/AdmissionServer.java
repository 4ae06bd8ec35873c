package io.sublet.webhook.http;

import io.sublet.protocol.Parsed;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Question;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.ReviewMetrics;
import io.sublet.webhook.review.Route;
import io.sublet.webhook.review.Routes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.KeyCertOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509KeyManager;

/**
 * Reviews over TLS, {@code POST} to the paths of a route table. They run on a few threads behind a bounded queue; one that
 * is not answered within the deadline is allowed as it came, and one that finds the queue full gets 503, which the API
 * server's failure policy turns into the same.
 *
 * <p>HTTP/1.1 only: an API server would send everything over one HTTP/2 connection, so to one replica and one event loop.
 */
public final class AdmissionServer {
    /** Largest body. The API server takes objects of up to 3 MiB, and a review holds one. */
    private static final int MAX_BODY = 8 << 20;

    /** Reviews that wait; at a millisecond each, the last one is done well before the deadline. */
    private static final int QUEUE = 256;

    private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

    private final Vertx vertx;
    private final Routes routes;
    private final QuestionHandler answers;
    private final ClusterView cluster;
    private final ReviewMetrics metrics;
    private final Duration deadline;
    private final HttpServer server;
    private final ExecutorService workers = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(QUEUE),
            Thread.ofPlatform().daemon().name("review-", 0).factory());
    private final BodyBudget bodies = new BodyBudget(MAX_BODY);
    private volatile boolean draining;

    /**
     * @param cluster what reviewers are shown
     * @param deadline within which every review is answered, shorter than the API server's timeout
     * @param keys may change while the server runs
     */
    public AdmissionServer(
            Vertx vertx,
            X509KeyManager keys,
            Routes routes,
            ClusterView cluster,
            ReviewMetrics metrics,
            Duration deadline) {
        this.vertx = vertx;
        this.routes = routes;
        this.answers = new QuestionHandler(vertx, cluster);
        this.cluster = cluster;
        this.metrics = metrics;
        this.deadline = deadline;
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setSsl(true)
                        .setKeyCertOptions(KeyCertOptions.wrap(keys))
                        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                        .setUseAlpn(false)
                        .setIdleTimeout(120))
                .requestHandler(this::handle);
    }

    /** Listens; the future holds the port. */
    public Future<Integer> start(String host, int port) {
        return server.listen(port, host).map(HttpServer::actualPort);
    }

    /** From now on each answer asks its client to connect anew, elsewhere. */
    public void drain() {
        draining = true;
    }

    /** Closes connections and ends the threads. */
    public Future<Void> stop() {
        workers.shutdown();
        answers.stop();
        return server.close();
    }

    private void handle(HttpServerRequest request) {
        Optional<Question> question = Optional.ofNullable(request.path()).flatMap(routes::question);
        if (question.isPresent()) {
            answers.handle(request, question.get());
            return;
        }
        Optional<Route> route = Optional.ofNullable(request.path()).flatMap(routes::at);
        if (route.isEmpty()) {
            request.endHandler(
                    end -> plain(request, 404, "not found, reviews go to " + String.join(", ", routes.paths())));
            return;
        }
        if (!request.method().equals(HttpMethod.POST)) {
            request.endHandler(end -> plain(request, 405, "only POST"));
            return;
        }
        receive(request, route.get());
    }

    /** A body is awaited for the deadline too; whoever sends more than there is room for is refused before it is read. */
    private void receive(HttpServerRequest request, Route route) {
        PendingReview pending = new PendingReview(request, route, vertx.getOrCreateContext());
        pending.timer = vertx.setTimer(Math.max(1, deadline.toMillis()), id -> pending.expire());
        bodies.gather(
                request,
                excess -> {
                    switch (excess) {
                        case TOO_LARGE ->
                            pending.breakOff("too_large", 413, "a review has at most " + MAX_BODY + " bytes");
                        case NO_ROOM -> pending.breakOff("overloaded", 503, "too many bytes are waiting");
                    }
                },
                body -> dispatch(pending, body));
    }

    private void dispatch(PendingReview pending, byte[] body) {
        pending.received = System.nanoTime();
        try {
            workers.execute(() -> pending.answer(body));
        } catch (RejectedExecutionException e) {
            pending.refuse("overloaded", 503, "too many reviews are waiting");
        }
    }

    private static Future<Void> plain(HttpServerRequest request, int status, String text) {
        return request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "text/plain")
                .end(text + "\n");
    }

    /** One review between its request and its response. Responses are written on the request's own event loop. */
    private final class PendingReview {
        private final HttpServerRequest request;
        private final Route route;
        private final Context context;
        private volatile String uid = "";
        private long timer;
        private long received;

        PendingReview(HttpServerRequest request, Route route, Context context) {
            this.request = request;
            this.route = route;
            this.context = context;
        }

        /** On a worker. An error that no reviewer may catch, such as a class that is missing, is answered as well. */
        void answer(byte[] body) {
            boolean answered = false;
            try {
                decide(body);
                answered = true;
            } finally {
                if (!answered) {
                    context.runOnContext(done -> giveUp("the webhook failed"));
                }
            }
        }

        private void decide(byte[] body) {
            switch (Review.read(body)) {
                case Parsed.Valid<Review>(Review review) -> {
                    uid = review.uid();
                    Answer answer = route.answer(review, cluster);
                    Answer.Encoded encoded = answer.encoded(uid);
                    context.runOnContext(done -> send(answer, encoded));
                }
                case Parsed.Invalid<Review>(String why) -> context.runOnContext(done -> refuse("malformed", 400, why));
                case Parsed.Absent<Review>() -> context.runOnContext(done -> refuse("malformed", 400, "no body"));
            }
        }

        /** On the event loop, when the deadline is over. */
        void expire() {
            if (received == 0) {
                breakOff("slow", 408, "the review did not come in time");
            } else {
                giveUp("the webhook took too long");
            }
        }

        private void giveUp(String why) {
            if (uid.isEmpty()) {
                refuse("overloaded", 503, "the review was not read in time");
            } else {
                Answer answer = Answer.failedOpen(why);
                send(answer, answer.encoded(uid));
            }
        }

        /** Answered already, or the client is gone. */
        private boolean isOver() {
            return request.response().headWritten() || request.response().closed();
        }

        void refuse(String cause, int status, String why) {
            vertx.cancelTimer(timer);
            if (!isOver()) {
                metrics.refused(route, cause);
                plain(request, status, why);
            }
        }

        /** What is left of the body is not worth reading, so the connection cannot be used again. */
        void breakOff(String cause, int status, String why) {
            vertx.cancelTimer(timer);
            if (!isOver()) {
                metrics.refused(route, cause);
                request.response().putHeader("Connection", "close");
                plain(request, status, why)
                        .onComplete(sent -> request.connection().close());
            }
        }

        private void send(Answer answer, Answer.Encoded encoded) {
            vertx.cancelTimer(timer);
            if (isOver()) {
                return;
            }
            metrics.answered(route, answer, encoded.patchSize(), Duration.ofNanos(System.nanoTime() - received));
            if (draining) {
                request.response().putHeader("Connection", "close");
            }
            request.response().putHeader("Content-Type", "application/json").end(Buffer.buffer(encoded.review()));
        }
    }
}
