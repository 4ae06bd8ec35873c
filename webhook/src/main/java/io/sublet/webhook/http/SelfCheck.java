package io.sublet.webhook.http;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Calls the webhook over TLS as an API server would, trusting only the given authorities. It proves that what is served
 * fits what is published, and makes the first real review meet classes that are loaded and code that is compiled.
 *
 * <p>Some calls share a connection, as an API server's do. A cold handshake costs as much as many reviews, on both sides, which
 * are this program; each connection makes a whole one, because that is what the first of an API server will be. It goes to
 * loopback, so the name in the certificate is not compared; {@code CertificateRules} does that.
 */
public final class SelfCheck {
    private static final int LIMIT_MILLIS = 20_000;

    /** With ten connections for a warm-up of 250 calls, half the processor time of one for each call. */
    private static final int CALLS_PER_CONNECTION = 25;

    private static final String HEAD_END = "\r\n\r\n";
    private static final String LENGTH = "\r\ncontent-length: ";
    private static final Duration FOREVER = Duration.ofDays(365);
    private static final String UID = "self-check";

    private static final String REVIEW = """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"$uid","dryRun":true,
             "operation":"CREATE","namespace":"$namespace","resource":{"group":"","version":"v1","resource":"pods"},
             "object":{"metadata":{"generateName":"self-check-","labels":{"app":"self-check"},"annotations":{"note":"text"}},
             "spec":{"priority":0,"restartPolicy":"Always","containers":[{"name":"c","image":"i",
             "resources":{"requests":{"cpu":"100m","memory":"64Mi"},"limits":{"cpu":"1","memory":"64Mi"}}}]}}}}""";

    private final byte[] request;

    /** @param namespace a namespace that exists, which the synthetic pods are in */
    public SelfCheck(String namespace) {
        byte[] body =
                REVIEW.replace("$uid", UID).replace("$namespace", namespace).getBytes(StandardCharsets.UTF_8);
        String head = "POST /mutate-pod HTTP/1.1\r\nHost: localhost\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length + HEAD_END;
        this.request = (head + new String(body, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Makes some calls, and returns when all were answered. Blocks.
     *
     * @param authorities as PEM
     * @throws IllegalStateException if one was not answered well
     */
    public void call(int port, String authorities, int calls) {
        callWithin(FOREVER, port, authorities, calls);
    }

    /**
     * As many calls as begin within the limit, but no more than so many and at least one; returns how many, when all were
     * answered. Blocks.
     *
     * @param authorities as PEM
     * @throws IllegalStateException if one was not answered well
     */
    public int callWithin(Duration limit, int port, String authorities, int most) {
        long begin = System.nanoTime();
        int calls = 0;
        try {
            do {
                // a context of its own remembers no session, so that the handshake is a whole one
                try (Socket socket = connect(trusting(authorities), port)) {
                    int last = Math.min(most, calls + CALLS_PER_CONNECTION);
                    do {
                        callOnce(socket);
                        calls++;
                    } while (calls < last && System.nanoTime() - begin < limit.toNanos());
                }
            } while (calls < most && System.nanoTime() - begin < limit.toNanos());
            return calls;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the webhook does not answer its own call", e);
        }
    }

    private static Socket connect(SSLContext context, int port) throws IOException {
        Socket socket = context.getSocketFactory().createSocket();
        try {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private void callOnce(Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(request);
        out.flush();
        InputStream in = socket.getInputStream();
        String head = head(in);
        int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        String length = at < 0 ? "0" : head.substring(at + LENGTH.length(), head.indexOf('\r', at + LENGTH.length()));
        String body = new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.UTF_8);
        if (!head.startsWith("HTTP/1.1 200") || !body.contains("\"uid\":\"" + UID + "\"")) {
            throw new IllegalStateException("the webhook answered its own call with: " + head + body);
        }
    }

    /** Of an answer, with the empty line at its end. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf(HEAD_END, head.length() - HEAD_END.length()) < 0) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("the connection ended after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    static SSLContext trusting(String authorities) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        for (Certificate authority : CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(authorities.getBytes(StandardCharsets.US_ASCII)))) {
            trusted.setCertificateEntry("ca-" + trusted.size(), authority);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }
}
