package io.sublet.e2e.bench.measure;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ProcessEnd;
import io.sublet.e2e.image.ImageCatalogue;
import io.sublet.e2e.image.QuarkusProgram;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A packaged central program, started as in its image but on loopback, and ready. */
public final class CentralProgram implements AutoCloseable {
    private static final Path WORK = Path.of("target", "images", "work");
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private final String name;
    private final Process process;
    private final int managementPort;
    private final Path log;
    /** One for all looks: making one takes a good part of what the program has to start with. */
    private final HttpClient http = HttpClient.newHttpClient();

    private final Duration startToReady;

    private CentralProgram(String name, Process process, int managementPort, Path log) {
        this.name = name;
        this.process = process;
        this.managementPort = managementPort;
        this.log = log;
        this.startToReady = awaitReady();
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param name of its image
     * @param module its folder
     * @param memoryMib the container's memory limit, which the heap follows
     */
    public static CentralProgram start(String name, String module, int memoryMib, Map<String, String> environment) {
        List<String> command =
                QuarkusProgram.prepare(Path.of(""), WORK, name, module).command(memoryMib);
        int managementPort = freePort();
        Path log = Path.of("target", "bench", name + ".log");
        try {
            Files.createDirectories(log.getParent());
            ProcessBuilder builder = new ProcessBuilder(ProcessEnd.withThisProgram(command))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(ImageCatalogue.ENVIRONMENT);
            builder.environment().putAll(environment);
            builder.environment()
                    .putAll(Map.of(
                            "QUARKUS_MANAGEMENT_HOST",
                            "127.0.0.1",
                            "QUARKUS_MANAGEMENT_PORT",
                            Integer.toString(managementPort)));
            return new CentralProgram(name, builder.start(), managementPort, log);
        } catch (IOException e) {
            throw new UncheckedIOException("the " + name + " cannot be started", e);
        }
    }

    private Duration awaitReady() {
        long start = System.nanoTime();
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - start > LIMIT.toNanos()) {
                process.destroyForcibly();
                throw new ClusterException("the " + name + " does not get ready, see " + log);
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private boolean isReady() {
        try {
            return get("/q/health/ready").statusCode() == 200;
        } catch (IOException e) {
            // Not listening yet.
            return false;
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
        try {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    /** Its metrics in the text form of Prometheus. */
    public String metrics() {
        try {
            return get("/q/metrics").body();
        } catch (IOException e) {
            throw new ClusterException("the " + name + " does not tell its metrics, see " + log, e);
        }
    }

    public Duration startToReady() {
        return startToReady;
    }

    public long pid() {
        return process.pid();
    }

    public MeasuredProcess costs() {
        if (!process.isAlive()) {
            throw new ClusterException("the " + name + " has ended, see " + log);
        }
        return new MeasuredProcess(process.pid());
    }

    /** A port of loopback that nobody listens on now. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        }
    }

    @Override
    public void close() {
        ProcessEnd.await(process);
        http.close();
    }
}
