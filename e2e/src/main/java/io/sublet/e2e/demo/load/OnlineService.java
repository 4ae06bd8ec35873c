package io.sublet.e2e.demo.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP service whose every request costs the same: {@code GET /work} does the work, {@code GET /healthz} answers at once.
 */
final class OnlineService implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads;

    private OnlineService(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Serves until the program is told to end.
     *
     * @param port TCP port on all addresses, 0 for a free one
     * @param answerBytes length of each answer
     */
    static OnlineService start(int port, RequestWork perRequest, int threads, int answerBytes) throws IOException {
        // Without it the answer waits 40 ms for the client's delayed acknowledgement of the header.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 1024);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        server.setExecutor(pool);
        byte[] body = new byte[answerBytes];
        server.createContext("/work", exchange -> answer(exchange, Long.toHexString(perRequest.run()), body));
        server.createContext("/healthz", exchange -> answer(exchange, "ok", new byte[0]));
        OnlineService service = new OnlineService(server, pool);
        Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
        server.start();
        System.out.println("{\"serving\":" + service.port() + ",\"threads\":" + threads + "}");
        return service;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, String result, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("X-Result", result);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Finishes the requests in progress, for at most five seconds. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(5, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
