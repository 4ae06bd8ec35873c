package io.sublet.e2e.bench.measure;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.sublet.e2e.cluster.ClusterException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Requests to an API server with documents as text, which cost this side less than objects do. */
public record ApiCalls(KubernetesClient client) {
    private static final int AT_ONCE = 16;

    /** Creates an object. */
    public void create(String path, String document) {
        require(send("POST", path, "application/json", document), 201);
    }

    /** The answer to a merge patch. */
    public HttpResponse<byte[]> patch(String path, String document) {
        return send("PATCH", path, "application/merge-patch+json", document);
    }

    /** Creates an object, or takes its fields over. */
    public void apply(String path, String document) {
        HttpResponse<byte[]> answer = send(
                "PATCH", path + "?fieldManager=sublet-manager&force=true", "application/apply-patch+yaml", document);
        if (answer.code() != 201) {
            require(answer, 200);
        }
    }

    /** Deletes an object or a whole list, at once. */
    public void delete(String path) {
        require(send("DELETE", path, "application/json", "{\"gracePeriodSeconds\":0}"), 200);
    }

    private HttpResponse<byte[]> send(String method, String path, String contentType, String body) {
        try {
            return client.getHttpClient()
                    .sendAsync(
                            client.getHttpClient()
                                    .newHttpRequestBuilder()
                                    .uri(client.getMasterUrl() + path)
                                    .method(method, contentType, body)
                                    .build(),
                            byte[].class)
                    .get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ClusterException("the API server does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    /** Fails with the answer if its status is another. */
    public static void require(HttpResponse<byte[]> answer, int code) {
        if (answer.code() != code) {
            throw new ClusterException("the API server answered " + answer.code() + " "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
    }

    /** Does something for each number from 0 to count, many at once. */
    public static void forEach(int count, IntConsumer work) {
        Semaphore free = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?>[] done = IntStream.range(0, count)
                    .mapToObj(number -> {
                        free.acquireUninterruptibly();
                        return threads.submit(() -> {
                            try {
                                work.accept(number);
                            } finally {
                                free.release();
                            }
                        });
                    })
                    .toArray(Future[]::new);
            for (Future<?> one : done) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }
}
