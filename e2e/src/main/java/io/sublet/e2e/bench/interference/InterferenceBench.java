package io.sublet.e2e.bench.interference;

import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.bench.BenchRun;
import io.sublet.e2e.bench.BenchSettings;
import io.sublet.e2e.bench.Figure;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ProcessEnd;
import io.sublet.e2e.cluster.local.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * How well the agent finds who disturbs whom: its own decisions, on a simulated day of nodes whose antagonists are known. The
 * simulation is that of the agent's tests and needs neither a cluster nor rights; the same seeds give the same figures. Settings:
 * {@code NODES} of each round (20), {@code SEED} of the first (1000).
 */
public final class InterferenceBench implements Bench {
    private static final String PROGRAM = "io.sublet.agent.decide.interference.DetectionQuality";
    private static final Path AGENT = Path.of("koordlet-agent", "target");
    private static final double WINDOW_SECONDS = 30;

    @Override
    public String name() {
        return "interference";
    }

    /** Each round has nodes of its own. */
    @Override
    public void run(BenchSettings settings, int rounds, Progress progress) {
        int nodes = nodes(settings);
        long seed = seed(settings);
        List<Detection> results = IntStream.range(0, rounds)
                .mapToObj(round -> progress.step(
                        "a day of " + nodes + " nodes, round " + (round + 1) + " of " + rounds,
                        () -> simulate(seed + (long) round * nodes, nodes)))
                .toList();
        BenchRun run = BenchRun.begin(name(), Map.of("nodes", nodes, "seed", seed, "windowSeconds", WINDOW_SECONDS));
        run.keep(List.of(
                figure(run, "precision", "ratio", results.stream().map(Detection::precision)),
                figure(run, "recall", "ratio", results.stream().map(Detection::recall)),
                figure(run, "named_p50_s", "s", seconds(results, 0.5)),
                figure(run, "named_p90_s", "s", seconds(results, 0.9))));
    }

    @Override
    public void check(BenchSettings settings) {
        nodes(settings);
        seed(settings);
    }

    private static int nodes(BenchSettings settings) {
        return settings.number("NODES", 20, 9999);
    }

    private static long seed(BenchSettings settings) {
        return settings.seed("SEED", 1000);
    }

    private static Stream<Double> seconds(List<Detection> results, double part) {
        return results.stream().map(result -> result.windowsUntilNamed(part) * WINDOW_SECONDS);
    }

    private static Figure figure(BenchRun run, String name, String unit, Stream<Double> values) {
        return Figure.of(run, name, unit, values.toList());
    }

    private static Detection simulate(long firstSeed, int nodes) {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                classpath(),
                PROGRAM,
                Long.toString(firstSeed),
                Integer.toString(nodes));
        try {
            Process process = new ProcessBuilder(ProcessEnd.withThisProgram(command))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ClusterException("the simulation failed: " + output);
            }
            return Detection.of(output.lines().toList());
        } catch (IOException e) {
            throw new ClusterException("the simulation cannot be run: 'make build' first", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    private static String classpath() {
        try {
            return String.join(
                    File.pathSeparator,
                    AGENT.resolve("test-classes").toString(),
                    AGENT.resolve("classes").toString(),
                    Files.readString(AGENT.resolve("test-libraries")).strip());
        } catch (IOException e) {
            throw new ClusterException("the agent is not built: 'make build' first", e);
        }
    }
}
