package io.sublet.e2e.bench.measure;

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
import javax.net.SocketFactory;

/**
 * One connection that is kept, one HTTP/1.1 request at a time, as Go's clients have them. Blocking sockets cost this side the
 * least, which shares the processors with what it measures. Used by one thread.
 */
public final class KeptConnection implements AutoCloseable {
    private static final int LIMIT_MILLIS = 10_000;
    private static final String LENGTH = "content-length: ";
    private static final String OK = "HTTP/1.1 200 ";

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private byte[] buffer = new byte[1 << 16];
    private int bodyStart;
    private int end;

    private KeptConnection(Socket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
    }

    /**
     * Connects to the port on loopback.
     *
     * @param sockets plain or TLS; the handshake comes with the first request
     */
    public static KeptConnection open(SocketFactory sockets, int port) {
        try {
            Socket socket = sockets.createSocket();
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), LIMIT_MILLIS);
            return new KeptConnection(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to port " + port, e);
        }
    }

    /**
     * A request as it goes over the wire.
     *
     * @param head lines that it begins with, each with its end
     */
    public static byte[] request(String head, byte[] body) {
        byte[] start = (head + "Content-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
        byte[] request = Arrays.copyOf(start, start.length + body.length);
        System.arraycopy(body, 0, request, start.length, body.length);
        return request;
    }

    /**
     * Sends a request and reads the whole answer.
     *
     * @throws ClusterException if its status is not 200
     */
    public void call(byte[] request) {
        try {
            out.write(request);
            out.flush();
            readAnswer();
        } catch (IOException e) {
            throw new UncheckedIOException("no answer", e);
        }
        if (!text(0, OK.length()).equals(OK)) {
            throw new ClusterException("the answer is: " + text(0, Math.min(end, 500)));
        }
    }

    private void readAnswer() throws IOException {
        end = 0;
        int whole = Integer.MAX_VALUE;
        while (end < whole) {
            if (end == buffer.length) {
                buffer = Arrays.copyOf(buffer, 2 * buffer.length);
            }
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                throw new IOException("the connection ended after " + end + " bytes");
            }
            end += read;
            if (whole == Integer.MAX_VALUE) {
                whole = expected();
            }
        }
    }

    /** Length of the answer, once its head is there. */
    private int expected() {
        String head = text(0, Math.min(end, 4096));
        int headEnd = head.indexOf("\r\n\r\n");
        if (headEnd < 0) {
            return Integer.MAX_VALUE;
        }
        bodyStart = headEnd + 4;
        int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (at < 0 || at > headEnd) {
            throw new ClusterException("an answer of unknown length: " + head.substring(0, headEnd));
        }
        int start = at + LENGTH.length();
        return bodyStart + Integer.parseInt(head.substring(start, head.indexOf('\r', start)));
    }

    /** Whether the last answer has these bytes. */
    public boolean answerHas(byte[] wanted) {
        for (int at = bodyStart; at + wanted.length <= end; at++) {
            if (Arrays.equals(buffer, at, at + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    /** Bytes of the body of the last answer. */
    public int answerLength() {
        return end - bodyStart;
    }

    /** The body of the last answer. */
    public byte[] answer() {
        return Arrays.copyOfRange(buffer, bodyStart, end);
    }

    private String text(int from, int to) {
        return new String(buffer, from, to - from, StandardCharsets.ISO_8859_1);
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
