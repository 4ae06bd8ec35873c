package io.sublet.e2e.bench.manager;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A stand-in for an API server that speaks as much HTTP as the manager's lists, watches and patches need, over plain loopback.
 * It keeps a few words per node and makes the documents up as they are asked for, so that ten thousand nodes fit beside the
 * manager on a small machine. It has no TLS, no authorization and no validation: figures taken with it are of the manager alone.
 */
final class StubFleet implements Fleet {
    private static final String METRICS = "nodemetrics";
    private static final String SLOS = "nodeslos";
    /** What changes here; other writes are taken and forgotten. */
    private static final Set<String> FOLLOWED = Set.of("nodes", METRICS, SLOS);

    private static final Duration BOOKMARKS = Duration.ofMinutes(1);

    private final int nodes;
    private final ServerSocket server;
    private final Path kubeconfig;
    private final AtomicLong version = new AtomicLong(1000);
    private final Map<String, List<OutputStream>> watchers = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> writes = new ConcurrentHashMap<>();
    private final AtomicReferenceArray<Documents.Written> written;
    private final AtomicReferenceArray<@Nullable String> policies;
    private final AtomicReferenceArray<@Nullable String> rules;
    private final AtomicReferenceArray<@Nullable String> reports;
    private volatile Listener listener = (node, nanos) -> {};

    private StubFleet(int nodes, ServerSocket server, Path kubeconfig) {
        this.nodes = nodes;
        this.server = server;
        this.kubeconfig = kubeconfig;
        this.written = new AtomicReferenceArray<>(nodes);
        for (int node = 0; node < nodes; node++) {
            written.set(node, Documents.Written.NOTHING);
        }
        this.policies = new AtomicReferenceArray<>(nodes);
        this.rules = new AtomicReferenceArray<>(nodes);
        this.reports = new AtomicReferenceArray<>(nodes);
        Thread.ofVirtual().name("stub-accept").start(this::accept);
        Thread.ofVirtual().name("stub-bookmark").start(this::bookmark);
    }

    static StubFleet start(int nodes, Path directory) {
        try {
            ServerSocket server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
            Path kubeconfig = Files.createDirectories(directory).resolve("stub.kubeconfig");
            Files.writeString(kubeconfig, """
                    apiVersion: v1
                    kind: Config
                    clusters: [{name: stub, cluster: {server: "http://127.0.0.1:%d"}}]
                    contexts: [{name: stub, context: {cluster: stub, user: stub}}]
                    current-context: stub
                    users: [{name: stub, user: {token: none}}]
                    """.formatted(server.getLocalPort()));
            return new StubFleet(nodes, server, kubeconfig);
        } catch (IOException e) {
            throw new ClusterException("the stand-in for an API server cannot be started", e);
        }
    }

    @Override
    public String kind() {
        return "stub";
    }

    @Override
    public int nodes() {
        return nodes;
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public void listen(Listener to) {
        listener = to;
    }

    @Override
    public boolean isAsked(int node) {
        return policies.get(node) != null;
    }

    @Override
    public boolean report(int node, int load) {
        String policy = policies.get(node);
        if (policy == null) {
            return false;
        }
        String status = Documents.status(node, load, Instant.now());
        // Events of one object come in the order of its changes.
        synchronized (reports) {
            reports.set(node, status);
            tell(METRICS, "MODIFIED", Documents.metric(node, next(), policy, status));
        }
        return true;
    }

    @Override
    public Map<String, Long> writes() {
        Map<String, Long> counts = new HashMap<>();
        writes.forEach((what, count) -> counts.put(what, count.get()));
        return counts;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new ClusterException("the stand-in for an API server cannot be stopped", e);
        }
    }

    private String next() {
        return Long.toString(version.incrementAndGet());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().name("stub").start(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
            for (Optional<StubRequest> next = StubRequest.read(in); next.isPresent(); next = StubRequest.read(in)) {
                StubRequest request = next.get();
                if ("true".equals(request.query().get("watch"))) {
                    watch(request, out);
                    in.transferTo(OutputStream.nullOutputStream()); // until the client goes away
                    return;
                }
                answer(out, request);
            }
        } catch (IOException e) {
            return; // the client has gone away
        }
    }

    private static void send(OutputStream out, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + code + " X\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(bytes);
        out.flush();
    }

    private void watch(StubRequest request, OutputStream out) throws IOException {
        synchronized (out) {
            out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        watchersOf(resource(request.path())).add(out);
    }

    private List<OutputStream> watchersOf(String resource) {
        return watchers.computeIfAbsent(resource, name -> new CopyOnWriteArrayList<>());
    }

    private static String resource(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private void tell(String resource, String type, String object) {
        byte[] event = ("{\"type\":\"" + type + "\",\"object\":" + object + "}\n").getBytes(StandardCharsets.UTF_8);
        byte[] size = (Integer.toHexString(event.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        watchersOf(resource).removeIf(out -> !write(out, size, event));
    }

    /** One chunk; false if the client has gone away. */
    private static boolean write(OutputStream out, byte[] size, byte[] event) {
        synchronized (out) {
            try {
                out.write(size);
                out.write(event);
                out.write('\r');
                out.write('\n');
                out.flush();
                return true;
            } catch (IOException e) {
                return false;
            }
        }
    }

    private void answer(OutputStream out, StubRequest request) throws IOException {
        switch (request.method()) {
            case "GET" -> send(out, 200, list(request));
            case "PATCH" -> patch(out, request);
            default -> send(out, 200, "{}");
        }
    }

    private String list(StubRequest request) {
        return switch (resource(request.path())) {
            case "nodes" -> page(request, nodes, node -> Documents.node(node, "1", written.get(node)));
            case "pods" ->
                page(
                        request,
                        nodes * Documents.PODS_PER_NODE,
                        i -> Documents.pod(i / Documents.PODS_PER_NODE, i % Documents.PODS_PER_NODE));
            case METRICS -> page(request, nodes, this::metric);
            case SLOS -> page(request, nodes, this::slo);
            case "configmaps" -> page(request, 1, i -> """
                    {"metadata":{"name":"slo-controller-config","namespace":"sublet-system","resourceVersion":"1"},"data":%s}""".formatted(Json.write(ManagerBench.CONFIG)));
            default -> page(request, 0, i -> "");
        };
    }

    private String metric(int node) {
        String policy = policies.get(node);
        String status = reports.get(node);
        return policy == null ? "" : Documents.metric(node, "1", policy, status == null ? "" : status);
    }

    private String slo(int node) {
        String spec = rules.get(node);
        return spec == null ? "" : sloObject(node, "1", spec);
    }

    /** All of the spec is the manager's, as after its apply. */
    private static String sloObject(int node, String version, String spec) {
        return """
                {"apiVersion":"slo.koordinator.sh/v1alpha1","kind":"NodeSLO","metadata":{"name":"%s","resourceVersion":"%s",\
                "managedFields":[{"manager":"sublet-manager","operation":"Apply","fieldsType":"FieldsV1",\
                "fieldsV1":{"f:spec":%s}}]},"spec":%s}""".formatted(
                        Documents.nodeName(node),
                        version,
                        Json.write(fieldSet(Json.parseObject(spec).fields())),
                        spec);
    }

    /** As an API server notes which fields an apply has set. */
    private static Map<String, Object> fieldSet(Map<?, ? extends @Nullable Object> fields) {
        Map<String, Object> set = new HashMap<>();
        fields.forEach((name, value) ->
                set.put("f:" + name, value instanceof Map<?, ?> inner ? fieldSet(inner) : Map.of()));
        return set;
    }

    /** An object that is empty does not exist. */
    private String page(StubRequest request, int count, IntFunction<String> object) {
        int from = Integer.parseInt(request.query().getOrDefault("continue", "0"));
        int to = Math.min(count, from + Integer.parseInt(request.query().getOrDefault("limit", "500")));
        StringJoiner items = new StringJoiner(",");
        for (int i = from; i < to; i++) {
            String item = object.apply(i);
            if (!item.isEmpty()) {
                items.add(item);
            }
        }
        String more = to < count ? Integer.toString(to) : "";
        return "{\"metadata\":{\"resourceVersion\":\"" + version.get() + "\",\"continue\":\"" + more + "\"},\"items\":["
                + items + "]}";
    }

    private void patch(OutputStream out, StubRequest request) throws IOException {
        String[] parts = request.path().split("/", -1);
        boolean isStatus = parts[parts.length - 1].equals("status");
        String resource = parts[parts.length - (isStatus ? 3 : 2)];
        if (!FOLLOWED.contains(resource)) {
            send(out, 200, "{}");
            return;
        }
        int node = Documents.nodeNumber(parts[parts.length - (isStatus ? 2 : 1)]);
        writes.computeIfAbsent(resource + (isStatus ? "/status" : ""), what -> new AtomicLong())
                .incrementAndGet();
        JsonObject body = Json.parseObject(request.body());
        String changed;
        synchronized (reports) {
            changed = change(resource, node, body);
            tell(resource, "MODIFIED", changed);
        }
        if (resource.equals("nodes")) {
            listener.published(node, System.nanoTime());
        }
        send(
                out,
                200,
                request.metadataOnly()
                        ? "{\"kind\":\"PartialObjectMetadata\",\"metadata\":{\"name\":\"x\",\"managedFields\":"
                                + Documents.MANAGED_FIELDS + "}}"
                        : changed);
    }

    /** Takes over what is patched; the object as it is then. */
    private String change(String resource, int node, JsonObject body) {
        return switch (resource) {
            case "nodes" -> {
                Documents.Written now = written.get(node)
                        .with(
                                body.objectOrEmpty("status").textMap("allocatable"),
                                body.objectOrEmpty("metadata").textMap("annotations"));
                written.set(node, now);
                yield Documents.node(node, next(), now);
            }
            case METRICS -> {
                String policy = Json.write(body.objectOrEmpty("spec"));
                policies.set(node, policy);
                String status = reports.get(node);
                yield Documents.metric(node, next(), policy, status == null ? "" : status);
            }
            default -> {
                String spec = Json.write(body.objectOrEmpty("spec"));
                rules.set(node, spec);
                yield sloObject(node, next(), spec);
            }
        };
    }

    /** So that a client knows that its watches live. */
    private void bookmark() {
        while (!server.isClosed()) {
            watchers.keySet()
                    .forEach(resource ->
                            tell(resource, "BOOKMARK", "{\"metadata\":{\"resourceVersion\":\"" + next() + "\"}}"));
            LockSupport.parkNanos(BOOKMARKS.toNanos());
        }
    }
}
