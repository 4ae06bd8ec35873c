package io.sublet.e2e.bench.webhook;

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

    private ReviewConnection(KeptConnection connection) {
        this.connection = connection;
    }

    /** Connects to the port on loopback; the handshake comes with the first request. */
    static ReviewConnection open(SSLContext tls, int port) {
        return new ReviewConnection(KeptConnection.open(tls.getSocketFactory(), port));
    }

    /** A review as it goes over the wire. */
    static byte[] request(byte[] review) {
        return KeptConnection.request(HEAD, review);
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @throws ClusterException if the pod was not allowed with a patch
     */
    void call(byte[] request) {
        connection.call(request);
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
