package io.sublet.e2e.bench;

import io.sublet.e2e.cluster.CleanEnd;
import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all figures of one run of a benchmark share.
 *
 * @param bench the benchmark's name, which its file has too
 * @param setup what was measured on
 * @param commit of the working tree, with {@code +} for changes that are not committed
 */
public record BenchRun(String bench, Map<String, Object> setup, String commit, Instant at) {
    static final Path DIRECTORY = Path.of("target", "bench");

    /** A run that begins now, on the working tree as it is. */
    public static BenchRun begin(String bench, Map<String, Object> setup) {
        String changes = git("status", "--porcelain", "--untracked-files=no");
        return new BenchRun(
                bench, setup, git("rev-parse", "--short", "HEAD") + (changes.isEmpty() ? "" : "+"), Instant.now());
    }

    /** The same run with one more fact about what is measured on, such as the load of some of its figures. */
    public BenchRun with(String key, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(setup);
        more.put(key, value);
        return new BenchRun(bench, more, commit, at);
    }

    /**
     * Appends the figures to the benchmark's file.
     *
     * @throws ClusterException if the benchmark has been interrupted, for then they are not those of a whole measurement
     */
    public void keep(List<Figure> figures) {
        if (CleanEnd.isEnding()) {
            throw new ClusterException("interrupted");
        }
        try {
            Files.createDirectories(DIRECTORY);
            String lines = figures.stream().map(figure -> figure.line() + "\n").collect(Collectors.joining());
            Files.writeString(
                    DIRECTORY.resolve(bench + ".json"), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new ClusterException("the figures cannot be written to " + DIRECTORY, e);
        }
    }

    private static String git(String... arguments) {
        List<String> command =
                Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : "unknown";
        } catch (IOException e) {
            return "unknown";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }
}
