package io.sublet.e2e.scenario;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.CommandRunner;
import io.sublet.e2e.cluster.ProcessEnd;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An open-loop client that keeps running and changes its rate when told: its connections and compiled code are there when a surge begins, so that
 * nothing but the rate is new.
 */
public final class SteadyLoad implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final PrintStream rates;
    private final BlockingQueue<JsonObject> changes = new LinkedBlockingQueue<>();
    private final BlockingQueue<SurgeReport> phases = new LinkedBlockingQueue<>();

    private SteadyLoad(Process process) {
        this.process = process;
        this.rates = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        Thread.ofPlatform().name("steady-load").daemon().start(this::read);
    }

    /** Starts a client that sends for ever. */
    public static SteadyLoad start(CommandRunner network, String url, double rate, long seed) {
        List<String> command = LoadClient.command(url, rate, seed);
        try {
            return new SteadyLoad(network.command(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
        } catch (IOException e) {
            throw new ClusterException("the load client could not be started", e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonObject said = Json.parseObject(line);
                said.object("phase").map(SurgeReport::of).ifPresent(phases::add);
                if (said.number("rate").isPresent()) {
                    changes.add(said);
                }
            }
        } catch (IOException e) {
            // The process has been ended, which the next one who waits for it will say.
            process.destroy();
        }
    }

    /** The client's process. */
    public long pid() {
        return process.pid();
    }

    /** Changes the rate, which must be another one; returns from when on it counts. */
    public Instant rate(double perSecond) {
        rates.println(perSecond);
        return Instant.parse(await(changes, "a new rate").string("at").orElseThrow());
    }

    /** What requests met that were due before the last change of the rate and after the one before it. */
    public SurgeReport phase() {
        return await(phases, "the answers of a phase");
    }

    private <T> T await(BlockingQueue<T> queue, String what) {
        try {
            for (int i = 0; i < PATIENCE.toSeconds() && process.isAlive(); i++) {
                T next = queue.poll(1, TimeUnit.SECONDS);
                if (next != null) {
                    return next;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
        throw new ClusterException("the load client does not say " + what);
    }

    @Override
    public void close() {
        ProcessEnd.await(process);
    }
}
