package io.sublet.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A server on loopback that answers what a test tells it to, for a real client: what a real API server does too seldom or too fast. */
public final class LoopbackApi implements AutoCloseable {
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger asked = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final KubernetesClient client;

    public LoopbackApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(address())
                        .build())
                .build();
    }

    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Closed with the server. */
    public KubernetesClient client() {
        return client;
    }

    /** How many requests there were. */
    public int asked() {
        return asked.get();
    }

    /** Answers every request below the path so. */
    public void reply(String path, int code, String json) {
        server.createContext(path, exchange -> {
            try (exchange) {
                asked.incrementAndGet();
                send(exchange, code, json);
            }
        });
    }

    /** Takes what is written below the path, and answers with it as a real one does; it can be looked at here. */
    public Queue<String> store(String path) {
        Queue<String> written = new ConcurrentLinkedQueue<>();
        server.createContext(path, exchange -> {
            try (exchange) {
                asked.incrementAndGet();
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                written.add(body);
                send(exchange, 201, body);
            }
        });
        return written;
    }

    /** Forgets what was to be answered below the path. */
    public void remove(String path) {
        server.removeContext(path);
    }

    /** Never answers below the path. */
    public void hang(String path) {
        server.createContext(path, exchange -> {
            try (exchange) {
                asked.incrementAndGet();
                awaitEnd();
            }
        });
    }

    /**
     * Lists objects of these names, and opens watches that tell these events and then nothing more.
     *
     * @param kind as in {@code Node}
     */
    public void list(String path, String kind, List<String> names, List<String> events) {
        String items = names.stream().map(LoopbackApi::object).collect(Collectors.joining(","));
        String list = "{\"kind\":\"" + kind
                + "List\",\"apiVersion\":\"v1\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[" + items + "]}";
        server.createContext(path, exchange -> {
            try (exchange) {
                asked.incrementAndGet();
                boolean watch =
                        String.valueOf(exchange.getRequestURI().getQuery()).contains("watch=true");
                if (watch && !exchange.getRequestHeaders().containsKey("Upgrade")) {
                    tell(exchange, events);
                } else {
                    send(exchange, 200, list);
                }
            }
        });
    }

    /** @param type as in {@code DELETED} */
    public static String event(String type, String kind, String name) {
        return "{\"type\":\"" + type + "\",\"object\":{\"kind\":\"" + kind + "\",\"apiVersion\":\"v1\","
                + object(name).substring(1) + "}";
    }

    private static String object(String name) {
        return "{\"metadata\":{\"name\":\"" + name + "\",\"uid\":\"u-" + name + "\",\"resourceVersion\":\"1\"}}";
    }

    private void tell(HttpExchange exchange, List<String> events) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (String event : events) {
            out.write((event + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.flush();
        awaitEnd();
    }

    private static void send(HttpExchange exchange, int code, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void awaitEnd() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        over.countDown();
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
