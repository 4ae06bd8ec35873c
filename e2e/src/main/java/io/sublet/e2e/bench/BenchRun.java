package io.sublet.e2e.bench;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What all figures of one run of a benchmark share. */
record BenchRun(String bench, Map<String, Object> setup, String commit, Instant at) {
    static final Path DIRECTORY = Path.of("target", "bench");

    /** A run that begins now, on the working tree as it is. */
    static BenchRun begin(String bench, Map<String, Object> setup) {
        String changes = git("status", "--porcelain", "--untracked-files=no");
        return new BenchRun(
                bench, setup, git("rev-parse", "--short", "HEAD") + (changes.isEmpty() ? "" : "+"), Instant.now());
    }

    /** Appends the figures to the benchmark's file. */
    void keep(List<Figure> figures) {
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
