package io.sublet.e2e.bench.agent;

import io.sublet.e2e.bench.measure.CentralProgram;
import io.sublet.e2e.bench.measure.MeasuredProcess;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ProcessEnd;
import io.sublet.e2e.image.AgentProgram;
import io.sublet.e2e.image.ImageCatalogue;
import io.sublet.e2e.image.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The agent as its image holds it, observing only. */
final class AgentProcess implements AutoCloseable {
    /** Where images are made, so that what is laid out for one need not be laid out again. */
    private static final Path WORK = Path.of("target", "images", "work");

    /** Of a generation; the rest of the line names it. */
    private static final Pattern USED = Pattern.compile("total \\d+K, used (\\d+)K");

    private final Process process;
    private final int port;
    private final Path log;
    private final long started;

    private AgentProcess(Process process, int port, Path log, long started) {
        this.process = process;
        this.started = started;
        this.port = port;
        this.log = log;
    }

    /**
     * Starts it; returns at once.
     *
     * @param directory for its state
     * @param settings beside those of node and paths
     */
    static AgentProcess start(Path directory, String cgroupRoot, List<String> settings) {
        int port = CentralProgram.freePort();
        List<String> command =
                new ArrayList<>(AgentProgram.prepare(Path.of(""), WORK).command());
        command.addAll(List.of(
                "--node-name=" + BenchPod.NODE,
                "--kubelet-cgroup-root=" + cgroupRoot,
                "--state-dir=" + directory.resolve("state"),
                "--http-host=127.0.0.1",
                "--http-port=" + port));
        command.addAll(settings);
        Path log = Path.of("target", "bench", "agent.log");
        try {
            Files.createDirectories(log.getParent());
            Files.createDirectories(directory.resolve("state"));
            ProcessBuilder builder = new ProcessBuilder(ProcessEnd.withThisProgram(command))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(ImageCatalogue.ENVIRONMENT);
            long started = System.nanoTime();
            return new AgentProcess(builder.start(), port, log, started);
        } catch (IOException e) {
            throw new UncheckedIOException("the agent cannot be started", e);
        }
    }

    /** When it was started, by {@link System#nanoTime}; laying its files out comes before. */
    long started() {
        return started;
    }

    MeasuredProcess costs() {
        if (!process.isAlive()) {
            throw new ClusterException("the agent has ended, see " + log);
        }
        return new MeasuredProcess(process.pid());
    }

    /** Reading and writing system calls since it was started. */
    long readsAndWrites() {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "io")).stream()
                    .filter(line -> line.startsWith("syscr:") || line.startsWith("syscw:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException("the agent's calls cannot be read", e);
        }
    }

    /** Descriptors that are open. */
    long descriptors() {
        try (var open = Files.list(Path.of("/proc", Long.toString(process.pid()), "fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException("the agent's descriptors cannot be read", e);
        }
    }

    /** What lives in its heap, in MiB, after a collection that is asked for. */
    double liveHeapMib() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Path work = Path.of("").toAbsolutePath();
        String pid = Long.toString(process.pid());
        Tool.run(List.of(jcmd, pid, "GC.run"), Map.of(), work);
        String heap = Tool.run(List.of(jcmd, pid, "GC.heap_info"), Map.of(), work);
        long kib = USED.matcher(heap)
                .results()
                .mapToLong(used -> Long.parseLong(used.group(1)))
                .sum();
        if (kib == 0) {
            throw new ClusterException("the agent's heap cannot be told from: " + heap);
        }
        return kib / 1024.0;
    }

    /** Its metrics in the text form of Prometheus. */
    String metrics() {
        URI uri = URI.create("http://127.0.0.1:" + port + "/metrics");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
        } catch (IOException e) {
            throw new ClusterException("the agent does not tell its metrics, see " + log, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    @Override
    public void close() {
        ProcessEnd.await(process);
    }
}
