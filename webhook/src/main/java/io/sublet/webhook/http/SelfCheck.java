package io.sublet.webhook.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Calls the webhook over TLS as an API server would, trusting only the given authorities. It proves that what is served
 * fits what is published, and makes the first real review meet classes that are loaded and code that is compiled.
 *
 * <p>Each call takes a connection of its own, since a cold handshake costs more than a cold review. It goes to loopback, so
 * the name in the certificate is not compared; {@code CertificateRules} does that.
 */
public final class SelfCheck {
    private static final int LIMIT_MILLIS = 20_000;
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
        String head = "POST /mutate-pod HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n";
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
            SSLContext context = trusting(authorities);
            do {
                String answer = callOnce(context, port);
                if (!answer.startsWith("HTTP/1.1 200") || !answer.contains("\"uid\":\"" + UID + "\"")) {
                    throw new IllegalStateException("the webhook answered its own call with: " + answer);
                }
                calls++;
            } while (calls < most && System.nanoTime() - begin < limit.toNanos());
            return calls;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("the webhook does not answer its own call", e);
        }
    }

    private String callOnce(SSLContext context, int port) throws IOException {
        try (Socket socket = context.getSocketFactory().createSocket()) {
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(request);
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
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
