package io.sublet.e2e.bench.webhook;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/**
 * One TLS connection that is kept, one HTTP/1.1 request at a time, as an API server has them. Blocking sockets cost this
 * side the least, which shares the processors with what it measures. Used by one thread.
 */
final class ReviewConnection implements AutoCloseable {
    private static final int LIMIT_MILLIS = 10_000;
    private static final String LENGTH = "content-length: ";
    private static final byte[] ALLOWED = "\"allowed\":true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PATCHED = "\"patch\":\"".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[1 << 16];

    private ReviewConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /** Connects to the port on loopback; the handshake comes with the first request. */
    static ReviewConnection open(SSLContext tls, int port) {
        try {
            Socket socket = tls.getSocketFactory().createSocket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            return new ReviewConnection(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to the webhook", e);
        }
    }

    /** A review as it goes over the wire. */
    static byte[] request(byte[] review) {
        byte[] head = ("POST /mutate-pod?timeout=2s HTTP/1.1\r\nHost: sublet-webhook.sublet-system.svc:443\r\n"
                        + "User-Agent: kube-apiserver-admission\r\nAccept: application/json, */*\r\n"
                        + "Accept-Encoding: gzip\r\nContent-Type: application/json\r\nContent-Length: "
                        + review.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(head, head.length + review.length);
        System.arraycopy(review, 0, request, head.length, review.length);
        return request;
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @throws ClusterException if the pod was not allowed with a patch
     */
    void call(byte[] request) {
        try {
            out.write(request);
            out.flush();
            int length = answer();
            if (!contains(ALLOWED, length) || !contains(PATCHED, length)) {
                throw new ClusterException("the webhook answered: " + text(0, Math.min(length, 500)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the webhook did not answer", e);
        }
    }

    /** Reads an answer to the buffer's beginning; its length. */
    private int answer() throws IOException {
        int length = 0;
        int whole = Integer.MAX_VALUE;
        while (length < whole) {
            if (length == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
            int read = in.read(buffer, length, buffer.length - length);
            if (read < 0) {
                throw new IOException("the connection ended after " + length + " bytes");
            }
            length += read;
            if (whole == Integer.MAX_VALUE) {
                whole = expected(length);
            }
        }
        return length;
    }

    /** Length of the answer, once its head is there. */
    private int expected(int length) {
        String head = text(0, length);
        int end = head.indexOf("\r\n\r\n");
        if (end < 0) {
            return Integer.MAX_VALUE;
        }
        int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (at < 0 || at > end) {
            throw new ClusterException("an answer of unknown length: " + head.substring(0, end));
        }
        int start = at + LENGTH.length();
        return end + 4 + Integer.parseInt(head.substring(start, head.indexOf('\r', start)));
    }

    private boolean contains(byte[] wanted, int length) {
        for (int at = 0; at + wanted.length <= length; at++) {
            if (Arrays.equals(buffer, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    private String text(int from, int length) {
        return new String(buffer, from, length, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException("closing a connection", e);
        }
    }
}
