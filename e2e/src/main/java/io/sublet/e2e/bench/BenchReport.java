package io.sublet.e2e.bench;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The latest of each figure beside its budget. */
public final class BenchReport {
    private BenchReport() {}

    /** Prints what has been measured in this checkout. */
    public static void print(PrintStream out) {
        Map<String, Figure> latest = new LinkedHashMap<>();
        for (Path file : files()) {
            for (String line : lines(file)) {
                Figure figure = Figure.parse(line);
                latest.put(figure.bench() + " " + figure.name() + " " + figure.setup(), figure);
            }
        }
        if (latest.isEmpty()) {
            out.println("nothing has been measured yet: run 'make bench'");
        }
        latest.values().forEach(figure -> out.println(row(figure)));
    }

    private static String row(Figure figure) {
        String budget = Budget.of(figure)
                .map(bound -> bound.text() + (bound.isMet(figure) ? "  met" : "  NOT MET"))
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%-10s %-22s %10.2f %-6s %8.2f … %-8.2f n=%d  %s  %s  %s",
                figure.bench(),
                figure.name(),
                figure.value(),
                figure.unit(),
                figure.spread().getFirst(),
                figure.spread().getLast(),
                figure.runs(),
                budget,
                figure.setup(),
                figure.commit());
    }

    private static List<Path> files() {
        if (!Files.isDirectory(BenchRun.DIRECTORY)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(BenchRun.DIRECTORY)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new ClusterException("the figures cannot be read from " + BenchRun.DIRECTORY, e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new ClusterException("the figures cannot be read from " + file, e);
        }
    }
}
