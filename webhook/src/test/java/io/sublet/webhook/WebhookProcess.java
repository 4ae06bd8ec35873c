package io.sublet.webhook;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged webhook as a process of its own. */
final class WebhookProcess implements AutoCloseable {
    private final Process process;
    private final int port;
    private final int managementPort;
    private final Path log;
    private final HttpClient http = HttpClient.newHttpClient();

    private WebhookProcess(Process process, int port, int managementPort, Path log) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.log = log;
    }

    /** Starts the jar with the flags that its image has, and waits until it is ready. */
    static WebhookProcess start(String kubeConfig, Map<String, String> environment) throws IOException {
        WebhookProcess webhook = launch(kubeConfig, environment);
        try {
            webhook.awaitReady();
        } catch (ConditionTimeoutException | IllegalStateException e) {
            webhook.close();
            throw e;
        }
        return webhook;
    }

    void awaitReady() throws IOException {
        await("the webhook to be ready, see " + log)
                .atMost(Duration.ofSeconds(90))
                .until(() -> status("/q/health/ready") == 200 || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("the webhook ended: " + Files.readString(log));
        }
    }

    /** The same without waiting. */
    static WebhookProcess launch(String kubeConfig, Map<String, String> environment) throws IOException {
        Path jar = Path.of("target/quarkus-app/quarkus-run.jar");
        Path config = Files.createTempFile("webhook", ".kubeconfig");
        Files.writeString(config, kubeConfig);
        int port = freePort();
        int managementPort = freePort();
        Path log = Path.of("target/webhook-" + port + ".log");
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseCompactObjectHeaders",
                        "-jar",
                        jar.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        // What Kubernetes sets in every pod beside a Service of this name must not be taken for configuration.
        builder.environment()
                .putAll(Map.of(
                        "SUBLET_WEBHOOK_SERVICE_HOST", "10.0.0.1",
                        "SUBLET_WEBHOOK_SERVICE_PORT", "443",
                        "SUBLET_WEBHOOK_PORT", "tcp://10.0.0.1:443",
                        "SUBLET_WEBHOOK_PORT_443_TCP_ADDR", "10.0.0.1"));
        builder.environment()
                .putAll(Map.of(
                        "KUBECONFIG", config.toString(),
                        "SUBLET_WEBHOOK_LISTEN_HOST", "127.0.0.1",
                        "SUBLET_WEBHOOK_LISTEN_PORT", Integer.toString(port),
                        "SUBLET_WEBHOOK_CERTIFICATE_NAMES", "127.0.0.1",
                        "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                        "QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort),
                        "QUARKUS_SHUTDOWN_DELAY", "0s"));
        builder.environment().putAll(environment);
        return new WebhookProcess(builder.start(), port, managementPort, log);
    }

    /** What it has printed. */
    List<String> lines() throws IOException {
        return Files.readAllLines(log);
    }

    /** The answer to the readiness probe; empty while there is none. */
    String readiness() {
        try {
            return get("/q/health/ready").body();
        } catch (UncheckedIOException e) {
            return "";
        }
    }

    int port() {
        return port;
    }

    int status(String path) {
        try {
            return get(path).statusCode();
        } catch (UncheckedIOException e) {
            return -1;
        }
    }

    String metrics() {
        return get("/q/metrics").body();
    }

    /** The value of a metric without labels, or with exactly these. */
    double metric(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no metric " + name));
    }

    /** Of a metric with whatever labels, all together. */
    double sum(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** Resident memory in KiB. */
    long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
    }

    private HttpResponse<String> get(String path) {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** As the kubelet ends a container; returns at once. */
    void terminate() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Without any chance to say goodbye. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(60, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
        http.close();
    }
}
