package io.sublet.e2e.scenario;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.CommandRunner;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An open-loop client of the online service, running in the control plane's network, with what it has seen so far. */
public final class Load implements AutoCloseable {
    /** A new client compiles itself for some seconds, on the CPUs that it measures. */
    private static final Duration WARM_UP = Duration.ofSeconds(6);

    private static final Duration AFTERMATH = Duration.ofSeconds(30);

    private final Process process;
    private final Instant started;
    private final Duration length;
    private final CompletableFuture<SurgeReport> report = new CompletableFuture<>();
    private volatile @Nullable JsonObject lastSecond;

    private Load(Process process, Instant started, Duration length, BufferedReader output) {
        this.process = process;
        this.started = started;
        this.length = length;
        Thread.ofPlatform().name("load-reader").daemon().start(() -> read(output));
    }

    /** Starts a client; returns once its first request is due. */
    public static Load start(CommandRunner network, String url, double rate, Duration length, long seed) {
        List<String> command = LoadClient.command(
                url, rate, seed, "--for=" + length.toMillis() / 1000.0, "--warm-up=" + WARM_UP.toSeconds());
        try {
            Process process = network.command(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            String first = output.readLine();
            if (first == null) {
                throw new ClusterException("the load client did not start");
            }
            String at = Json.parseObject(first).string("started").orElseThrow();
            return new Load(process, Instant.parse(at), length, output);
        } catch (IOException e) {
            throw new ClusterException("the load client could not be started", e);
        }
    }

    private void read(BufferedReader output) {
        try (output) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                JsonObject seen = Json.parseObject(line);
                Optional<JsonObject> total = seen.object("total");
                if (total.isPresent()) {
                    report.complete(SurgeReport.of(total.get()));
                } else {
                    lastSecond = seen;
                }
            }
            report.completeExceptionally(new ClusterException("the load client ended without a result"));
        } catch (IOException e) {
            report.completeExceptionally(new ClusterException("the load client's output ended early", e));
        }
    }

    /** When the first request was due. */
    public Instant started() {
        return started;
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /** The 99th percentile of the last second with answers, in milliseconds; empty before the first. */
    public Optional<Double> recentP99Millis() {
        JsonObject second = lastSecond;
        return second == null ? Optional.empty() : second.number("p99Ms").map(Number::doubleValue);
    }

    /**
     * Waits for the client's end and gives all that it saw.
     *
     * @throws ClusterException if it does not end as it should
     */
    public SurgeReport await() {
        try {
            return report.get(length.plus(AFTERMATH).toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted while the load client runs", e);
        } catch (ExecutionException e) {
            throw new ClusterException("the load client failed", e);
        } catch (TimeoutException e) {
            throw new ClusterException("the load client does not end", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
