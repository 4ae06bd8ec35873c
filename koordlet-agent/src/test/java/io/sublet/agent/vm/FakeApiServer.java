package io.sublet.agent.vm;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * As much of an API server as an agent asks for: lists and watches of objects that a test puts there, merge patches, creation. A real one
 * takes a minute to start in a machine that is emulated; agents and real ones meet in the other tests.
 */
public final class FakeApiServer implements AutoCloseable {
    private static final String SLO = "/apis/slo.koordinator.sh/v1alpha1/";

    private record Change(long version, String collection, String type, Map<String, @Nullable Object> object) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("api-", 0).factory());
    private final Map<String, Map<String, @Nullable Object>> objects = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Map<String, @Nullable Object>> events = new ArrayList<>();
    private long version = 1;
    private long oldest;
    private boolean closed;

    /** Serves on a free port of loopback. */
    public FakeApiServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Puts a Node, a pod of the namespace {@code default}, a NodeSLO or a NodeMetric there, or replaces it. */
    public void put(String json) {
        Map<String, @Nullable Object> object = tree(json);
        String collection = switch (String.valueOf(object.get("kind"))) {
            case "Pod" -> "/api/v1/pods";
            case "Node" -> "/api/v1/nodes";
            case "NodeSLO" -> SLO + "nodeslos";
            case "NodeMetric" -> SLO + "nodemetrics";
            default -> throw new IllegalArgumentException(json);
        };
        store(collection, object);
    }

    /**
     * Forgets all changes up to now: every watch of these ends as one of a version that is too old, and is not begun again from there.
     *
     * @param meanwhile put there before anybody can list again
     */
    public synchronized void expire(String meanwhile) {
        put(meanwhile);
        version++;
        oldest = version;
        notifyAll();
    }

    synchronized void delete(String kind, String name) {
        String collection = "/api/v1/" + kind;
        Map<String, @Nullable Object> object = Objects.requireNonNull(objects.remove(collection + "/" + name));
        change(collection, "DELETED", object);
    }

    /** What an agent has reported of its node; empty until it has. */
    synchronized Map<String, @Nullable Object> reported(String node) {
        Map<String, @Nullable Object> metric = objects.getOrDefault(SLO + "nodemetrics/" + node, Map.of());
        return child(metric, "status");
    }

    /** What an agent has made of its node's topology; empty until it has. */
    synchronized Map<String, @Nullable Object> topology(String node) {
        return objects.getOrDefault("/apis/topology.node.k8s.io/v1alpha1/noderesourcetopologies/" + node, Map.of());
    }

    /** Reasons and messages of the events that an agent has sent. */
    synchronized List<String> events() {
        return events.stream()
                .map(event -> event.get("reason") + ": " + event.get("message"))
                .toList();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String query = String.valueOf(exchange.getRequestURI().getRawQuery());
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (exchange.getRequestMethod()) {
                case "GET" -> {
                    if (query.contains("watch=1")) {
                        watch(exchange, path, query);
                    } else {
                        answer(exchange, 200, list(path));
                    }
                }
                case "POST" -> answer(exchange, 201, create(path, tree(body)));
                case "PATCH" -> patch(exchange, path, tree(body));
                default -> answer(exchange, 405, Map.of());
            }
        }
    }

    private synchronized Map<String, @Nullable Object> list(String collection) {
        List<Map<String, @Nullable Object>> items = new ArrayList<>();
        objects.forEach((path, object) -> {
            if (path.startsWith(collection + "/")) {
                items.add(object);
            }
        });
        return Map.of("metadata", Map.of("resourceVersion", Long.toString(version)), "items", items);
    }

    private void watch(HttpExchange exchange, String collection, String query) throws IOException {
        long since = Long.parseLong(query.replaceAll(".*resourceVersion=([0-9]+).*", "$1"));
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        out.flush();
        for (Change change = next(collection, since); change != null; change = next(collection, since)) {
            since = change.version();
            Map<String, @Nullable Object> event = new LinkedHashMap<>();
            event.put("type", change.type());
            event.put("object", change.object());
            out.write((Json.write(event) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }
        if (isExpired(since)) {
            out.write("{\"type\":\"ERROR\",\"object\":{\"code\":410,\"message\":\"too old resource version\"}}\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
    }

    private synchronized boolean isExpired(long since) {
        return since < oldest;
    }

    /** Waits for the next change after a version; null at the end, and where the version has expired. */
    private synchronized @Nullable Change next(String collection, long since) {
        while (!closed && !isExpired(since)) {
            for (Change change : changes) {
                if (change.version() > since && change.collection().equals(collection)) {
                    return change;
                }
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    private synchronized Map<String, @Nullable Object> create(String collection, Map<String, @Nullable Object> object) {
        if (collection.endsWith("/events")) {
            events.add(object);
            return object;
        }
        return store(collection, object);
    }

    private synchronized void patch(HttpExchange exchange, String path, Map<String, @Nullable Object> patch)
            throws IOException {
        String whole = path.endsWith("/status") ? path.substring(0, path.length() - "/status".length()) : path;
        Map<String, @Nullable Object> object = objects.get(whole);
        if (object == null) {
            answer(exchange, 404, Map.of("message", "no " + whole));
            return;
        }
        answer(exchange, 200, store(whole.substring(0, whole.lastIndexOf('/')), merged(object, patch)));
    }

    /** RFC 7386. */
    private static Map<String, @Nullable Object> merged(
            Map<String, @Nullable Object> object, Map<String, @Nullable Object> patch) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>(object);
        patch.forEach((field, value) -> {
            if (value == null) {
                merged.remove(field);
            } else if (value instanceof Map<?, ?>) {
                merged.put(field, merged(child(object, field), child(patch, field)));
            } else {
                merged.put(field, value);
            }
        });
        return merged;
    }

    private synchronized Map<String, @Nullable Object> store(String collection, Map<String, @Nullable Object> object) {
        Map<String, @Nullable Object> metadata = new LinkedHashMap<>(child(object, "metadata"));
        String path = collection + "/" + metadata.get("name");
        metadata.put("resourceVersion", Long.toString(version + 1));
        metadata.putIfAbsent("uid", metadata.get("name"));
        Map<String, @Nullable Object> stored = new LinkedHashMap<>(object);
        stored.put("metadata", metadata);
        String type = objects.put(path, stored) == null ? "ADDED" : "MODIFIED";
        change(collection, type, stored);
        return stored;
    }

    private void change(String collection, String type, Map<String, @Nullable Object> object) {
        version++;
        changes.add(new Change(version, collection, type, object));
        notifyAll();
    }

    private static void answer(HttpExchange exchange, int status, Map<String, @Nullable Object> body)
            throws IOException {
        byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static Map<String, @Nullable Object> tree(String json) {
        return JsonObject.of(Json.parse(json), "").fields();
    }

    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> child(Map<String, @Nullable Object> object, String field) {
        Object value = object.get(field);
        return value instanceof Map<?, ?> ? (Map<String, @Nullable Object>) value : Map.of();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        server.stop(0);
        threads.shutdownNow();
    }
}
