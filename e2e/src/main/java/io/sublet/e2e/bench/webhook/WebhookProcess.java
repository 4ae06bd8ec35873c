package io.sublet.e2e.bench.webhook;

import io.sublet.e2e.bench.measure.MeasuredProcess;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.image.ImageCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The packaged webhook, started as in its image but on loopback. */
final class WebhookProcess implements AutoCloseable {
    private static final Path PROGRAM = Path.of("webhook", "target", "quarkus-app", "quarkus-run.jar");
    private static final Path LOG = Path.of("target", "bench", "webhook.log");
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final Process process;
    private final int port;
    private final int managementPort;
    private final Duration startToReady;

    private WebhookProcess(Process process, int port, int managementPort) {
        this.process = process;
        this.port = port;
        this.managementPort = managementPort;
        this.startToReady = awaitReady();
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param memoryMib the container's memory limit, which the heap follows
     */
    static WebhookProcess start(Path kubeconfig, int memoryMib) {
        if (!Files.exists(PROGRAM)) {
            throw new ClusterException("missing: " + PROGRAM + ". Run 'make build' first");
        }
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ImageCatalogue.centralFlags("webhook"));
        command.addAll(List.of("-XX:MaxRAM=" + memoryMib + "m", "-jar", PROGRAM.toString()));
        int port = freePort();
        int managementPort = freePort();
        try {
            Files.createDirectories(LOG.getParent());
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(LOG.toFile());
            builder.environment().putAll(ImageCatalogue.ENVIRONMENT);
            builder.environment()
                    .putAll(Map.of(
                            "KUBECONFIG", kubeconfig.toString(),
                            "SUBLET_WEBHOOK_LISTEN_HOST", "127.0.0.1",
                            "SUBLET_WEBHOOK_LISTEN_PORT", Integer.toString(port),
                            "SUBLET_WEBHOOK_CERTIFICATE_NAMES", "127.0.0.1",
                            "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                            "QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort),
                            "QUARKUS_SHUTDOWN_DELAY", "0s"));
            return new WebhookProcess(builder.start(), port, managementPort);
        } catch (IOException e) {
            throw new UncheckedIOException("the webhook cannot be started", e);
        }
    }

    private Duration awaitReady() {
        long start = System.nanoTime();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - start > LIMIT.toNanos()) {
                process.destroyForcibly();
                throw new ClusterException("the webhook does not get ready, see " + LOG);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private boolean isReady() {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            // Not listening yet.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    int port() {
        return port;
    }

    Duration startToReady() {
        return startToReady;
    }

    MeasuredProcess costs() {
        return new MeasuredProcess(process.pid());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }
}
