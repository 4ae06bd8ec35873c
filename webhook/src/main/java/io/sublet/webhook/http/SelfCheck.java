package io.sublet.webhook.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Calls the webhook over TLS as an API server would, trusting only the given authorities. It proves that what is served
 * fits what is published, and makes the first real review meet classes that are loaded and code that is compiled.
 */
public final class SelfCheck {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final String REVIEW = """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"self-check","dryRun":true,
             "operation":"CREATE","namespace":"$namespace","resource":{"group":"","version":"v1","resource":"pods"},
             "object":{"metadata":{"generateName":"self-check-","labels":{"app":"self-check"},"annotations":{"note":"text"}},
             "spec":{"priority":0,"restartPolicy":"Always","containers":[{"name":"c","image":"i",
             "resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"cpu":"1","memory":"64Mi"}}}]}}}}""";

    private final Vertx vertx;
    private final String namespace;

    /** @param namespace a namespace that exists, which the synthetic pods are in */
    public SelfCheck(Vertx vertx, String namespace) {
        this.vertx = vertx;
        this.namespace = namespace;
    }

    /**
     * Makes some calls, and returns when all were answered. Not to be called on an event loop.
     *
     * @param authorities as PEM
     * @throws IllegalStateException if one was not answered well
     */
    public void call(int port, String authorities, int calls) throws InterruptedException {
        HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                .setSsl(true)
                .setVerifyHost(false) // it is called by address; the names are checked where the certificate is issued
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authorities))));
        try {
            for (int i = 0; i < calls; i++) {
                String answer = callOnce(client, port)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
                if (!answer.contains("\"uid\":\"self-check\"")) {
                    throw new IllegalStateException("the webhook answered its own call with: " + answer);
                }
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("the webhook does not answer its own call", e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("the webhook did not answer its own call within " + LIMIT, e);
        } finally {
            client.close();
        }
    }

    private Future<String> callOnce(HttpClient client, int port) {
        return client.request(HttpMethod.POST, port, "127.0.0.1", "/mutate-pod")
                .compose(request -> send(request))
                .map(Buffer::toString);
    }

    private Future<Buffer> send(HttpClientRequest request) {
        return request.putHeader("Content-Type", "application/json")
                .send(Buffer.buffer(REVIEW.replace("$namespace", namespace)))
                .compose(response -> response.body());
    }
}
