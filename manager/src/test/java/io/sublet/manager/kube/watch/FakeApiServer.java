package io.sublet.manager.kube.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers lists and watches as it was told to, in order; with nothing told, a list fails and a watch stays open silently. */
final class FakeApiServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Queue<Reply> lists = new ConcurrentLinkedQueue<>();
    private final Queue<Reply> watches = new ConcurrentLinkedQueue<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();

    /** @param lines of the body; a watch of code 200 with {@code open} does not end after them */
    private record Reply(int code, List<String> lines, boolean open) {}

    FakeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    FakeApiServer list(int code, String body) {
        lists.add(new Reply(code, List.of(body), false));
        return this;
    }

    FakeApiServer watch(int code, String... lines) {
        watches.add(new Reply(code, List.of(lines), false));
        return this;
    }

    FakeApiServer openWatch(String... lines) {
        watches.add(new Reply(200, List.of(lines), true));
        return this;
    }

    /** Queries of all requests, in order. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        asked.add(query);
        boolean isWatch = query.contains("watch=true");
        Reply told = isWatch ? watches.poll() : lists.poll();
        Reply reply = told == null ? new Reply(isWatch ? 200 : 503, List.of(), isWatch) : told;
        exchange.sendResponseHeaders(reply.code, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            body.flush();
            for (String line : reply.lines) {
                body.write((line + "\n").getBytes(StandardCharsets.UTF_8));
                body.flush();
            }
            if (reply.open) {
                end.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
