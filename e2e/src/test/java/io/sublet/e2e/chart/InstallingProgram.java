package io.sublet.e2e.chart;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.marcnuri.helm.Helm;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A program that has tried to install a chart, by an API server that has no release and nothing else either, and then waits. */
final class InstallingProgram {
    private InstallingProgram() {}

    /** @param arguments a folder of its own */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        HttpServer server = fakeApiServer();
        Path kubeconfig = Files.writeString(
                folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: one, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: nobody, user: {}}]
                contexts: [{name: one, context: {cluster: one, user: nobody}}]
                current-context: one
                """.formatted(server.getAddress().getPort()));
        Files.writeString(folder.resolve("Chart.yaml"), "apiVersion: v2\nname: nothing\nversion: 0.1.0\n");
        Files.createDirectories(folder.resolve("templates"));
        try {
            Helm.upgrade(folder.toString())
                    .install()
                    .withName("nothing")
                    .withNamespace("default")
                    .withKubeConfig(kubeconfig)
                    .call();
        } catch (IllegalStateException e) {
            System.err.println("as it should: " + e.getMessage());
        }
        EndingSignals.takeBack();
        System.out.println("waits");
        new CountDownLatch(1).await();
    }

    /** Helm looks for releases by it, takes up the signals, and then asks for the kinds that there are. */
    private static HttpServer fakeApiServer() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String answer = path.equals("/version")
                    ? "{\"major\":\"1\",\"minor\":\"35\",\"gitVersion\":\"v1.35.4\"}"
                    : path.endsWith("/secrets") && exchange.getRequestMethod().equals("GET")
                            ? "{\"kind\":\"SecretList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[]}"
                            : "{}";
            byte[] body = answer.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.equals("{}") ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }
}
