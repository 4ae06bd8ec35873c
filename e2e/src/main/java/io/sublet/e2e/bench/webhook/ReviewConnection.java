package io.sublet.e2e.bench.webhook;

import io.sublet.e2e.bench.measure.Echo;
import io.sublet.e2e.bench.measure.KeptConnection;
import io.sublet.e2e.cluster.ClusterException;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;

/** A connection to the webhook, as an API server has it. Used by one thread. */
final class ReviewConnection implements AutoCloseable {
    private static final String HEAD = """
            POST /mutate-pod?timeout=2s HTTP/1.1\r
            Host: sublet-webhook.sublet-system.svc:443\r
            User-Agent: kube-apiserver-admission\r
            Accept: application/json, */*\r
            Accept-Encoding: gzip\r
            Content-Type: application/json\r
            """;
    private static final byte[] ALLOWED = "\"allowed\":true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PATCHED = "\"patch\":\"".getBytes(StandardCharsets.US_ASCII);

    private final KeptConnection connection;
    private final boolean answersReviews;

    private ReviewConnection(KeptConnection connection, boolean answersReviews) {
        this.connection = connection;
        this.answersReviews = answersReviews;
    }

    /** Connects to the port on loopback; the handshake comes with the first request. */
    static ReviewConnection open(SSLContext tls, int port) {
        return new ReviewConnection(KeptConnection.open(tls.getSocketFactory(), port), true);
    }

    /** The same to an {@link Echo}, which knows nothing of reviews. */
    static ReviewConnection toEcho(SSLContext tls, int port) {
        return new ReviewConnection(KeptConnection.open(tls.getSocketFactory(), port), false);
    }

    /** A review as it goes over the wire. */
    static byte[] request(byte[] review) {
        return KeptConnection.request(HEAD, review);
    }

    /** A request of the same size to an {@link Echo}, that is answered with so many bytes. */
    static byte[] echoed(byte[] review, int answerBytes) {
        return Echo.request(HEAD, review, answerBytes);
    }

    /** Bytes of the body of the last answer. */
    int answerLength() {
        return connection.answerLength();
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @throws ClusterException if the pod was not allowed with a patch
     */
    void call(byte[] request) {
        connection.call(request);
        if (!answersReviews) {
            return;
        }
        if (!connection.answerHas(ALLOWED) || !connection.answerHas(PATCHED)) {
            String answer = new String(connection.answer(), StandardCharsets.ISO_8859_1);
            throw new ClusterException("the webhook answered: " + answer.substring(0, Math.min(answer.length(), 500)));
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
