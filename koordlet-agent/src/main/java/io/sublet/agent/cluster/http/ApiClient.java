package io.sublet.agent.cluster.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Locale;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges with the API server by HTTP/1.1; see RFC 9112. The JDK's own small client knows no PATCH, and its large one costs a third of
 * the agent's memory, for an agent that keeps four watches open and sends one patch a minute. The connection of a list carries the watch
 * that follows, since to open another one costs more than both.
 */
final class ApiClient {
    private static final int CONNECT_TIMEOUT_MILLIS = 5000;
    private static final int MAX_LINE = 16 * 1024;

    /**
     * API servers close an idle connection after 90 s. One is kept from one report to the next, since a handshake costs several times what the report does;
     * a request that may be sent twice is, if a proxy has closed the connection sooner.
     */
    private static final long MOST_IDLE_NANOS = 75_000_000_000L;

    /** For a request that must not be sent twice: who has just answered is hardly about to close. */
    private static final long JUST_USED_NANOS = 1_000_000_000;

    /** A connection between two requests, with what of its input has been read ahead. */
    private record Connection(Socket socket, InputStream in, long idleSince) {}

    /** An answer whose body is still to be read. Closing it before its end closes the connection. */
    final class Response implements AutoCloseable {
        private final int status;
        private final InputStream body;
        private final Connection connection;
        private final boolean last;

        private Response(int status, InputStream body, Connection connection, boolean last) {
            this.status = status;
            this.body = body;
            this.connection = connection;
            this.last = last;
        }

        int status() {
            return status;
        }

        InputStream body() {
            return body;
        }

        boolean isSuccess() {
            return status / 100 == 2;
        }

        /** The beginning of the body as text, for messages. */
        String excerpt() throws IOException {
            return new String(body.readNBytes(512), StandardCharsets.UTF_8).replace('\n', ' ');
        }

        /** Reads what is left of the answer, so that its connection can carry the next request. */
        void finish() throws IOException {
            body.transferTo(OutputStream.nullOutputStream());
        }

        @Override
        public void close() throws IOException {
            if (!last && body instanceof BoundedBody bounded && bounded.isAtEnd()) {
                keep(connection);
            } else {
                connection.socket.close();
            }
        }
    }

    private final ApiAccess access;
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();

    ApiClient(ApiAccess access) {
        this.access = access;
    }

    Response get(String path, Duration readTimeout) throws IOException {
        return send("GET", path, "", new byte[0], readTimeout);
    }

    Response send(String method, String path, String contentType, byte[] body, Duration readTimeout)
            throws IOException {
        boolean repeatable = method.equals("GET") || method.equals("PATCH");
        Connection kept = takeIdle(repeatable ? MOST_IDLE_NANOS : JUST_USED_NANOS);
        if (kept != null && repeatable) {
            try {
                return exchange(kept, method, path, contentType, body, readTimeout);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                kept = null;
            }
        }
        return exchange(kept == null ? opened() : kept, method, path, contentType, body, readTimeout);
    }

    private Response exchange(
            Connection connection, String method, String path, String contentType, byte[] body, Duration readTimeout)
            throws IOException {
        try {
            connection.socket.setSoTimeout(Math.toIntExact(readTimeout.toMillis()));
            ByteArrayOutputStream request = new ByteArrayOutputStream();
            request.writeBytes(head(method, path, contentType, body.length).getBytes(StandardCharsets.UTF_8));
            request.writeBytes(body);
            connection.socket.getOutputStream().write(request.toByteArray());
            connection.socket.getOutputStream().flush();
            return answer(connection);
        } catch (IOException | RuntimeException e) {
            connection.socket.close();
            throw e;
        }
    }

    /** The one that was used last, if that was not longer ago; closes those that were idle for too long. */
    private synchronized @Nullable Connection takeIdle(long atMost) throws IOException {
        long now = System.nanoTime();
        Connection found = null;
        for (Iterator<Connection> all = idle.descendingIterator(); all.hasNext(); ) {
            Connection kept = all.next();
            if (now - kept.idleSince > MOST_IDLE_NANOS) {
                all.remove();
                kept.socket.close();
            } else if (found == null && now - kept.idleSince <= atMost) {
                all.remove();
                found = kept;
            }
        }
        return found;
    }

    private synchronized void keep(Connection connection) {
        idle.add(new Connection(connection.socket, connection.in, System.nanoTime()));
    }

    private Connection opened() throws IOException {
        Socket socket = connect();
        try {
            return new Connection(socket, new BufferedInputStream(socket.getInputStream(), 8192), 0);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket connect() throws IOException {
        URI server = access.server();
        boolean secure = "https".equals(server.getScheme());
        int port = server.getPort() > 0 ? server.getPort() : secure ? 443 : 80;
        String host = server.getHost().replace("[", "").replace("]", "");
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(host, port), CONNECT_TIMEOUT_MILLIS);
            plain.setTcpNoDelay(true);
            plain.setSoTimeout(CONNECT_TIMEOUT_MILLIS);
            if (!secure) {
                return plain;
            }
            SSLSocket socket = (SSLSocket) access.tls().getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private String head(String method, String path, String contentType, int length) throws IOException {
        String token = access.token();
        return method + " " + path + " HTTP/1.1\r\nHost: " + access.server().getAuthority()
                + "\r\nAccept: application/json\r\nUser-Agent: sublet-agent\r\n"
                + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                + (contentType.isEmpty()
                        ? ""
                        : "Content-Type: " + contentType + "\r\nContent-Length: " + length + "\r\n")
                + "\r\n";
    }

    private Response answer(Connection connection) throws IOException {
        InputStream in = connection.in;
        String first = line(in);
        int status = status(first);
        long length = -1;
        boolean chunked = false;
        boolean last = first.startsWith("HTTP/1.0");
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).strip());
            } else if (lower.startsWith("transfer-encoding:")) {
                chunked = lower.contains("chunked");
            } else if (lower.startsWith("connection:")) {
                last = lower.contains("close");
            }
        }
        InputStream body = chunked ? new ChunkedBody(in) : length >= 0 ? new FixedBody(in, length) : in;
        return new Response(status, body, connection, last);
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [0-9]{3}.*")) {
            throw new IOException("not an HTTP answer: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** The bytes up to the next CRLF. */
    static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the API server closed the connection");
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("a header line of more than " + MAX_LINE + " bytes");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
