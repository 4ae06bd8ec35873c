package io.sublet.manager;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The program as it is shipped, in a process of its own.
 *
 * @param log what it prints
 */
record BuiltManager(Process process, int port, Path log) implements AutoCloseable {
    private static final Path PROGRAM = Path.of("target", "quarkus-app", "quarkus-run.jar");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /**
     * Starts it.
     *
     * @param name of its log
     * @param settings as {@code key=value}
     */
    static BuiltManager start(String name, String kubeconfig, String... settings) throws IOException {
        int port = freePort();
        Path log = Path.of("target", name + ".log");
        Path credentials = Path.of("target", name + ".kubeconfig");
        Files.writeString(credentials, kubeconfig);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx128m",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port));
        Arrays.stream(settings).map(setting -> "-D" + setting).forEach(command::add);
        command.addAll(List.of("-jar", PROGRAM.toString()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("KUBECONFIG", credentials.toString());
        builder.environment().put("SUBLET_MANAGER_CONFIG_NAMESPACE", RealCluster.NAMESPACE);
        builder.environment().put("SUBLET_MANAGER_LEADER_ELECTION_NAMESPACE", RealCluster.NAMESPACE);
        return new BuiltManager(builder.start(), port, log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    HttpResponse<String> get(String path) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Accept", "text/plain, application/json")
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    boolean isReady() {
        return get("/q/health/ready").statusCode() == 200;
    }

    boolean leads() {
        return get("/q/metrics").body().contains("sublet_manager_is_leader 1.0");
    }

    /** Ends it in order; whether it did end soon. */
    boolean stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(60, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
