package io.sublet.manager.kube;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.crds.cluster.ApiTrouble;
import io.sublet.manager.telemetry.RuntimeMetrics;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Requests to the API server with the client's connection and credentials, each of them one request and measured. The typed
 * client would read an object before patching it, and would decode whole objects of which the manager wants a tenth.
 */
public final class ApiServer {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST_TEXT = 500;
    private static final String JSON = "application/json";
    /** Nobody reads what a written object looks like now: the watch tells, and a Node is large. */
    private static final String METADATA_ONLY = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1," + JSON;

    private final KubernetesClient client;
    private final RuntimeMetrics metrics;
    private final String address;
    private final ApiContact contact;

    public ApiServer(KubernetesClient client, RuntimeMetrics metrics) {
        this.client = client;
        this.metrics = metrics;
        this.address = client.getMasterUrl().toString();
        this.contact = new ApiContact(address);
    }

    /** What of the contact with the API server does not work. */
    public ApiContact contact() {
        return contact;
    }

    /** What an answer that is no success means. */
    public ApiTrouble trouble(Answer.Replied replied) {
        String text = replied.text();
        String message = Parsed.attempt(() -> Json.parseObject(text))
                .valid()
                .flatMap(status -> status.string("message"))
                .orElse(text);
        return ApiTrouble.answered(address, replied.code(), message);
    }

    /**
     * One request.
     *
     * @param verb of Kubernetes, as in roles: {@code list}, {@code watch}
     * @param kind as in metrics: {@code node}
     * @param method of HTTP
     * @param path below the API server's address
     */
    public record Request(
            String verb,
            String kind,
            String method,
            String path,
            @Nullable String contentType,
            @Nullable String body) {
        /** A list or a watch. */
        public static Request read(String verb, String kind, String path) {
            return new Request(verb, kind, "GET", path, null, null);
        }
    }

    /** What came of a request. */
    public sealed interface Answer {
        /** The API server has answered; how long it asks to be left alone. */
        @SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
        record Replied(int code, byte[] body, Optional<Duration> retryAfter) implements Answer {
            /** The beginning of the body, for messages. */
            public String text() {
                return new String(body, 0, Math.min(body.length, LONGEST_TEXT), StandardCharsets.UTF_8);
            }
        }

        /** There is no answer, and it is not known whether the request arrived. */
        record Silent(String cause) implements Answer {}
    }

    /** Sends the request and waits for the answer, at most ten seconds. */
    public Answer send(Request request) throws InterruptedException {
        return begin(request).answer();
    }

    /** Sends the request and does not wait. */
    public Pending begin(Request request) {
        HttpRequest built =
                builder(request).timeout(LIMIT.toSeconds(), TimeUnit.SECONDS).build();
        Pending pending = new Pending(address, client.getHttpClient().sendAsync(built, byte[].class));
        long begin = System.nanoTime();
        var _ = pending.response.whenComplete((response, failure) -> metrics.apiRequest(
                request.verb, request.kind, response == null ? 0 : response.code(), System.nanoTime() - begin));
        return pending;
    }

    /** A request that is on its way. */
    public static final class Pending {
        private final String address;
        private final CompletableFuture<HttpResponse<byte[]>> response;

        private Pending(String address, CompletableFuture<HttpResponse<byte[]>> response) {
            this.address = address;
            this.response = response;
        }

        /** Waits for the answer, at most ten seconds. */
        public Answer answer() throws InterruptedException {
            try {
                HttpResponse<byte[]> replied = response.get(LIMIT.toSeconds() + 1, TimeUnit.SECONDS);
                byte[] body = replied.body();
                return new Answer.Replied(replied.code(), body == null ? new byte[0] : body, retryAfter(replied));
            } catch (ExecutionException e) {
                return silent(address, e);
            } catch (TimeoutException e) {
                return silent(address, e);
            }
        }
    }

    private static Answer silent(String address, Exception failure) {
        return new Answer.Silent(ApiTrouble.of(address, failure).sentence());
    }

    private HttpRequest.Builder builder(Request request) {
        HttpRequest.Builder builder =
                client.getHttpClient().newHttpRequestBuilder().uri(client.getMasterUrl() + request.path);
        return request.contentType == null || request.body == null
                ? builder.header("Accept", JSON)
                : builder.header("Accept", METADATA_ONLY).method(request.method, request.contentType, request.body);
    }

    private static int code(Answer answer) {
        return answer instanceof Answer.Replied(int code, byte[] body, var retryAfter) ? code : 0;
    }

    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return Optional.ofNullable(response.header("Retry-After"))
                .filter(text -> text.matches("\\d{1,4}"))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    /**
     * Opens a stream.
     *
     * @param consumer takes each piece on the thread that reads the network; says false to end the stream
     */
    public Stream open(Request request, Predicate<ByteBuffer> consumer) throws InterruptedException {
        long begin = System.nanoTime();
        Stream stream = new Stream(address, consumer);
        HttpRequest built = builder(request).forStreaming().build();
        CompletableFuture<HttpResponse<AsyncBody>> opening =
                client.getHttpClient().consumeBytes(built, stream::consume);
        stream.begin(opening);
        metrics.apiRequest(request.verb, request.kind, code(stream.opened()), System.nanoTime() - begin);
        return stream;
    }

    /** An answer without an end. */
    public static final class Stream implements AutoCloseable {
        private final String address;
        private final Predicate<ByteBuffer> consumer;
        /** Why it ended; empty if in order. */
        private final CompletableFuture<Optional<String>> end = new CompletableFuture<>();

        private Answer opened = new Answer.Silent("not opened");
        private Optional<AsyncBody> body = Optional.empty();
        private boolean closed;

        private Stream(String address, Predicate<ByteBuffer> consumer) {
            this.address = address;
            this.consumer = consumer;
        }

        private void begin(CompletableFuture<HttpResponse<AsyncBody>> opening) throws InterruptedException {
            // A stream that opens after it was given up must not stay open.
            var _ = opening.whenComplete((response, failure) -> {
                if (response != null && isClosed()) {
                    response.body().cancel();
                }
            });
            try {
                HttpResponse<AsyncBody> response = opening.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                body = Optional.of(response.body());
                opened = new Answer.Replied(response.code(), new byte[0], retryAfter(response));
                var _ = response.body()
                        .done()
                        .whenComplete((_, failure) ->
                                end.complete(Optional.ofNullable(failure).map(Throwable::toString)));
                if (response.isSuccessful()) {
                    response.body().consume();
                }
            } catch (ExecutionException e) {
                close();
                opened = silent(address, e);
            } catch (TimeoutException e) {
                close();
                opened = silent(address, e);
            } catch (InterruptedException e) {
                close();
                throw e;
            }
        }

        private synchronized boolean isClosed() {
            return closed;
        }

        /** After {@link #close()} nothing is handed on any more, even if it was on its way. */
        private synchronized void consume(List<ByteBuffer> pieces, AsyncBody from) {
            if (closed) {
                return;
            }
            if (pieces.stream().allMatch(consumer)) {
                from.consume();
            } else {
                end.complete(Optional.empty());
                close();
            }
        }

        /** The code and headers, without a body. */
        public Answer opened() {
            return opened;
        }

        /** Waits for the end, at most so long; whether it has come. */
        public boolean ended(Duration wait) throws InterruptedException {
            try {
                end.get(wait.toNanos(), TimeUnit.NANOSECONDS);
                return true;
            } catch (ExecutionException e) {
                throw new IllegalStateException("an end is never exceptional", e);
            } catch (TimeoutException e) {
                return false;
            }
        }

        /** Why it ended, if not in order. */
        public Optional<String> failure() {
            return end.getNow(Optional.empty());
        }

        @Override
        public synchronized void close() {
            closed = true;
            // After the end the connection may already carry another request, which a reset would break off.
            body.filter(open -> !open.done().isDone()).ifPresent(AsyncBody::cancel);
        }
    }
}
