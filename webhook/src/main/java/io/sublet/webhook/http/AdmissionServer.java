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

    private void receive(HttpServerRequest request, Route route) {
        Buffer body = Buffer.buffer();
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= MAX_BODY) {
                body.appendBuffer(chunk);
            } else if (!request.response().headWritten()) {
                metrics.refused(route, "too_large");
                // What is left of the body is not worth reading, so the connection cannot be used again.
                request.response().putHeader("Connection", "close");
                plain(request, 413, "a review has at most " + MAX_BODY + " bytes")
                        .onComplete(sent -> request.connection().close());
            }
        });
        request.endHandler(end -> {
            if (!request.response().headWritten()) {
                dispatch(request, route, body.getBytes());
            }
        });
    }

    private void dispatch(HttpServerRequest request, Route route, byte[] body) {
        PendingReview pending = new PendingReview(request, route, vertx.getOrCreateContext());
        long timer = vertx.setTimer(Math.max(1, deadline.toMillis()), id -> pending.expire());
        pending.timer = timer;
        try {
            workers.execute(() -> pending.answer(body));
        } catch (RejectedExecutionException e) {
            vertx.cancelTimer(timer);
            metrics.refused(route, "overloaded");
            plain(request, 503, "too many reviews are waiting");
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
        private final long started = System.nanoTime();
        private volatile String uid = "";
        private long timer;

        PendingReview(HttpServerRequest request, Route route, Context context) {
            this.request = request;
            this.route = route;
            this.context = context;
        }

        /** On a worker. */
        void answer(byte[] body) {
            switch (Review.read(body)) {
                case Parsed.Valid<Review>(Review review) -> {
                    uid = review.uid();
                    Answer answer = route.answer(review, cluster);
                    byte[] bytes = answer.bytes(uid);
                    context.runOnContext(done -> send(answer, bytes));
                }
                case Parsed.Invalid<Review>(String why) -> context.runOnContext(done -> refuse(why));
                case Parsed.Absent<Review>() -> context.runOnContext(done -> refuse("no body"));
            }
        }

        /** On the event loop, when the deadline is over. */
        void expire() {
            if (isOver()) {
                return;
            }
            if (uid.isEmpty()) {
                metrics.refused(route, "overloaded");
                plain(request, 503, "the review was not read in time");
            } else {
                Answer answer = Answer.failedOpen("the webhook took too long");
                send(answer, answer.bytes(uid));
            }
        }

        /** Answered already, or the client is gone. */
        private boolean isOver() {
            return request.response().headWritten() || request.response().closed();
        }

        private void refuse(String why) {
            vertx.cancelTimer(timer);
            if (!isOver()) {
                metrics.refused(route, "malformed");
                plain(request, 400, why);
            }
        }

        private void send(Answer answer, byte[] bytes) {
            vertx.cancelTimer(timer);
            if (isOver()) {
                return;
            }
            metrics.answered(route, answer, Duration.ofNanos(System.nanoTime() - started));
            if (draining) {
                request.response().putHeader("Connection", "close");
            }
            request.response().putHeader("Content-Type", "application/json").end(Buffer.buffer(bytes));
        }
    }
}
