package io.sublet.extender.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Requests to the API server, each with a time that is kept. The typed client knows no {@code pods/binding}, and reads an
 * object before it patches it.
 */
final class ApiRequests {
    private static final String JSON = "application/json";
    private static final String MERGE_PATCH = "application/merge-patch+json";
    private static final int LONGEST_TEXT = 300;

    private final KubernetesClient client;
    private final Duration limit;

    /**
     * Requests with the client's connection and credentials.
     *
     * @param limit of each request
     */
    ApiRequests(KubernetesClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    /** What came of a request. */
    sealed interface Answer {
        /** The API server has answered. */
        @SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
        record Replied(int code, byte[] body) implements Answer {
            boolean isSuccess() {
                return code >= 200 && code < 300;
            }

            String json() {
                return new String(body, StandardCharsets.UTF_8);
            }

            /** For messages. */
            String text() {
                String text = code + " " + json().strip();
                return text.substring(0, Math.min(text.length(), LONGEST_TEXT));
            }
        }

        /** There is no answer, and it is not known whether the request arrived. */
        record Silent(String cause) implements Answer {}
    }

    Answer get(String path) {
        return send(builder(path).header("Accept", JSON));
    }

    /** A list of objects without spec and status. */
    Answer listMetadata(String path) {
        return send(builder(path).header("Accept", JSON + ";as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"));
    }

    Answer post(String path, String body) {
        return send(builder(path).header("Accept", JSON).post(JSON, body));
    }

    Answer patch(String path, String body) {
        return send(builder(path).header("Accept", JSON).method("PATCH", MERGE_PATCH, body));
    }

    private HttpRequest.Builder builder(String path) {
        return client.getHttpClient().newHttpRequestBuilder().uri(client.getMasterUrl() + path);
    }

    private Answer send(HttpRequest.Builder builder) {
        HttpRequest request =
                builder.timeout(limit.toMillis(), TimeUnit.MILLISECONDS).build();
        CompletableFuture<HttpResponse<byte[]>> answering =
                client.getHttpClient().sendAsync(request, byte[].class);
        try {
            HttpResponse<byte[]> response = answering.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            byte[] body = response.body();
            return new Answer.Replied(response.code(), body == null ? new byte[0] : body);
        } catch (ExecutionException e) {
            return new Answer.Silent(String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            answering.cancel(true);
            return new Answer.Silent("no answer in " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            answering.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Silent("interrupted");
        }
    }

    /** As a part of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
