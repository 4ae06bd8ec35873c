package io.sublet.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Stands before the real API server and answers in place of Sublet's pods what would come through the API server's pod proxy:
 * without kubelets there are no pods behind it. All else is the real server's answer.
 */
final class ProxyFront implements AutoCloseable {
    private final HttpServer server;
    private final KubernetesClient client;
    private final Map<String, Supplier<String>> pods = new ConcurrentHashMap<>();

    private ProxyFront(HttpServer server, KubernetesClient client) {
        this.server = server;
        this.client = client;
    }

    static ProxyFront start(KubernetesClient client) throws IOException {
        ProxyFront front = new ProxyFront(
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), client);
        front.server.createContext("/", front::handle);
        front.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        front.server.start();
        return front;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param pod with its port, as {@code agent-1:9316} */
    ProxyFront answers(String pod, String path, String body) {
        return answers(pod, path, () -> body);
    }

    ProxyFront answers(String pod, String path, Supplier<String> body) {
        pods.put("/api/v1/namespaces/" + InstalledCluster.NAMESPACE + "/pods/" + pod + "/proxy" + path, body);
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Supplier<String> body = pods.get(exchange.getRequestURI().toString());
            if (body != null) {
                send(exchange, 200, body.get().getBytes(StandardCharsets.UTF_8));
                return;
            }
            HttpResponse<byte[]> real = forward(exchange);
            send(exchange, real.code(), real.body());
        }
    }

    private HttpResponse<byte[]> forward(HttpExchange exchange) throws IOException {
        String method = exchange.getRequestMethod();
        String base = client.getMasterUrl().toString();
        HttpRequest.Builder request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(base.substring(0, base.length() - 1) + exchange.getRequestURI())
                .header("Accept", exchange.getRequestHeaders().getFirst("Accept"));
        if (!method.equals("GET")) {
            request = request.method(
                    method,
                    exchange.getRequestHeaders().getFirst("Content-Type"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        }
        try {
            return client.getHttpClient()
                    .sendAsync(request.build(), byte[].class)
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (ExecutionException e) {
            throw new IOException(e);
        }
    }

    private static void send(HttpExchange exchange, int code, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
