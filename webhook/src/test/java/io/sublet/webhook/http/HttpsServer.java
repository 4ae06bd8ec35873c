package io.sublet.webhook.http;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.sublet.webhook.certificate.CertificateBundle;
import io.sublet.webhook.certificate.CertificateIssuer;
import io.sublet.webhook.certificate.CertificateSecret;
import io.sublet.webhook.certificate.CertificateStep;
import io.sublet.webhook.certificate.ServingKeys;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.ReviewMetrics;
import io.sublet.webhook.review.Routes;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;

/** An admission server in this process on a port of loopback, and calls to it over TLS. */
public final class HttpsServer implements AutoCloseable {
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private final Vertx vertx = Vertx.vertx();
    private final AdmissionServer server;
    private final String authorities;
    private final SSLContext tls;
    private final HttpClient client;
    private final int port;

    public HttpsServer(Routes routes, ClusterView cluster, Duration deadline)
            throws GeneralSecurityException, IOException {
        ServingKeys keys = new ServingKeys();
        CertificateBundle bundle = new CertificateIssuer(Set.of("127.0.0.1"), Duration.ofDays(1), Duration.ofDays(1))
                .carryOut(new CertificateStep.IssueAll("test", Set.of()), Optional.empty(), Instant.now());
        keys.serve(bundle.serving());
        this.authorities = CertificateSecret.pem(bundle.trusted());
        this.server = new AdmissionServer(vertx, keys, routes, cluster, new ReviewMetrics(meters, routes), deadline);
        this.port = server.start("127.0.0.1", 0)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        this.tls = SelfCheck.trusting(authorities);
        this.client = HttpClient.newBuilder()
                .sslContext(tls)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    public int port() {
        return port;
    }

    /** In PEM. */
    public String authorities() {
        return authorities;
    }

    /** Status and body, with a space between. */
    public CompletableFuture<String> post(String path, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString())
                .thenApply(response -> response.statusCode() + " " + response.body());
    }

    public String post(String path, String body) {
        return post(path, body.getBytes(StandardCharsets.UTF_8)).join();
    }

    /** A connection for requests that no library would send. */
    public Socket connect() throws IOException {
        return tls.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.stop().toCompletionStage().toCompletableFuture().join();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
