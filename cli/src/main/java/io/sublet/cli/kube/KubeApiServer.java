package io.sublet.cli.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.sublet.cli.api.Answer;
import io.sublet.cli.api.ApiServer;
import io.sublet.cli.api.Remote;
import io.sublet.cli.api.Request;
import io.sublet.cli.api.Tunnel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Requests with the credentials that kubectl would use. */
public final class KubeApiServer implements ApiServer, AutoCloseable {
    private static final int CONNECT_MILLIS = 5_000;
    /** Captures take as many seconds as they are told to. */
    private static final Duration PROGRAM_LIMIT = Duration.ofMinutes(3);

    private static final String AGENT = "kubectl-sublet";

    private final KubernetesClient client;
    private final Duration limit;

    private KubeApiServer(KubernetesClient client, Duration limit) {
        this.client = client;
        this.limit = limit;
    }

    /** @param limit how long an answer may take */
    public static KubeApiServer connect(Config config, Duration limit) {
        config.setRequestRetryBackoffLimit(0);
        config.setConnectionTimeout(CONNECT_MILLIS);
        config.setRequestTimeout(Math.toIntExact(limit.toMillis()));
        config.setUserAgent(AGENT);
        return new KubeApiServer(
                new KubernetesClientBuilder().withConfig(config).build(), limit);
    }

    @Override
    public Answer send(Request request) {
        String base = client.getMasterUrl().toString();
        HttpRequest.Builder builder = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base.substring(0, base.length() - (base.endsWith("/") ? 1 : 0)) + request.path())
                .header("Accept", request.accept())
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!request.method().equals("GET")) {
            builder = builder.method(request.method(), request.contentType(), request.body());
        }
        return answer(builder.build());
    }

    private Answer answer(HttpRequest request) {
        try {
            HttpResponse<byte[]> reply = client.getHttpClient()
                    .sendAsync(request, byte[].class)
                    .get(limit.toMillis() + CONNECT_MILLIS, TimeUnit.MILLISECONDS);
            byte[] body = reply.body();
            return new Answer.Replied(reply.code(), body == null ? "" : new String(body, StandardCharsets.UTF_8));
        } catch (ExecutionException | CancellationException | KubernetesClientException e) {
            return new Answer.Silent(clause(e));
        } catch (TimeoutException e) {
            return new Answer.Silent("no answer in " + limit.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer.Silent("interrupted");
        }
    }

    /** The innermost cause says what happened, the outer ones only that something did. */
    private static String clause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /** To ports that the proxy of the API server does not reach. */
    public Tunnel tunnel() {
        return new KubeTunnel(client, limit);
    }

    /** To programs in containers. */
    public Remote remote() {
        return new KubeRemote(client, PROGRAM_LIMIT);
    }

    @Override
    public String address() {
        return client.getMasterUrl().toString();
    }

    @Override
    public void close() {
        client.close();
    }
}
