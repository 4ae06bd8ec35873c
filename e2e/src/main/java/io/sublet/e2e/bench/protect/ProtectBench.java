package io.sublet.e2e.bench.protect;

import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.bench.BenchCluster;
import io.sublet.e2e.bench.BenchRun;
import io.sublet.e2e.bench.BenchSettings;
import io.sublet.e2e.chart.ChartRelease;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.install.Artifacts;
import io.sublet.e2e.install.Installation;
import io.sublet.e2e.scenario.ScenarioValues;
import io.sublet.model.reading.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/**
 * What batch costs the online service on a real node: one and the same surge alone, beside batch without control, beside batch under Sublet, and
 * with each mechanism switched off or on in turn; the arms of a family one after the other in each round, another one first each time. Settings:
 * {@code ARMS} (names of arms or families; all), {@code SURGE_SECONDS} (10), {@code CALM_SECONDS} (5), {@code STEPS} (3).
 */
public final class ProtectBench implements Bench {
    private static final Duration INSTALLATION = Duration.ofMinutes(4);
    private static final Path DIRECTORY = Path.of("target", "bench");

    @Override
    public String name() {
        return "protect";
    }

    /** An arm differs from another by less than rounds do from each other, so that there have to be some. */
    @Override
    public int usualRounds() {
        return 5;
    }

    @Override
    public void run(BenchSettings settings, int rounds, Progress progress) {
        List<Family> families = families(settings);
        int cpus = Runtime.getRuntime().availableProcessors();
        List<Family> possible = families.stream().map(family -> family.on(cpus)).toList();
        BenchCluster.measureOn(
                new ClusterSpec(1, 0, 1), progress, cluster -> measure(cluster, possible, settings, rounds, progress));
        families.stream()
                .flatMap(family -> family.arms().stream())
                .filter(arm -> arm.leastCpus() > cpus)
                .forEach(arm -> progress.say("left out: " + arm.name() + ", which needs " + arm.leastCpus()
                        + " CPUs; this machine has " + cpus));
    }

    private void measure(
            ClusterUnderTest cluster, List<Family> families, BenchSettings settings, int rounds, Progress progress) {
        install(cluster, progress);
        Stage.Lengths lengths = lengths(settings);
        BenchRun run = BenchRun.begin(
                name(),
                Map.of("nodes", 1, "rounds", rounds, "seconds", lengths.surge().toSeconds(), "steps", lengths.steps()));
        List<Outcome> outcomes = new ArrayList<>();
        Map<Arm, String> withoutFigures = new LinkedHashMap<>();
        for (Family family : families) {
            List<Trial> trials = new ArrayList<>();
            try (Stage stage = Stage.of(cluster, family, lengths)) {
                for (int round = 1; round <= rounds; round++) {
                    trials.addAll(round(stage, family, round, withoutFigures, progress));
                }
            }
            List<Outcome> ofFamily = Outcome.of(family, trials);
            ofFamily.forEach(outcome -> run.keep(OutcomeFigures.of(run, outcome)));
            outcomes.addAll(ofFamily);
            write(outcomes);
        }
        run.keep(OutcomeFigures.headline(run, outcomes));
        OutcomeTable.lines(outcomes).forEach(progress::say);
        if (!withoutFigures.isEmpty()) {
            throw new ClusterException("arms without figures: "
                    + withoutFigures.entrySet().stream()
                            .map(arm -> arm.getKey().name() + " (" + arm.getValue() + ")")
                            .collect(Collectors.joining(", ")));
        }
    }

    /** An agent with the right to shape what leaves the node, which it is not given by itself. */
    private static void install(ClusterUnderTest cluster, Progress progress) {
        if (cluster.nodes().isEmpty()) {
            throw new ClusterException("a real node is needed, and that needs root");
        }
        Map<String, Object> values = new LinkedHashMap<>(ScenarioValues.of(1));
        values.put("agent", Map.of("features", Map.of("networkClasses", true)));
        Installation installation =
                progress.step("images and chart made", () -> Installation.of(Artifacts.ofWorkingDirectory()));
        progress.run(
                "installed in " + ChartRelease.NAMESPACE + ", all pods ready",
                () -> installation.into(cluster, values, INSTALLATION, name -> {}));
    }

    /** @param withoutFigures arms that could not be tried, and why; they are not tried again, and the others go on */
    private static List<Trial> round(
            Stage stage, Family family, int round, Map<Arm, String> withoutFigures, Progress progress) {
        List<Arm> arms = new ArrayList<>(family.arms());
        Collections.rotate(arms, round - 1);
        arms.removeAll(withoutFigures.keySet());
        List<Trial> trials = new ArrayList<>();
        for (Arm arm : arms) {
            switch (progress.step("round " + round + ", " + arm.name(), () -> stage.run(arm, round))) {
                case Reading.Value<Trial>(Trial trial) -> {
                    progress.say("      " + text(trial));
                    trials.add(trial);
                }
                case Reading.Missing<Trial>(String cause) -> {
                    progress.say("      not measured: " + cause);
                    withoutFigures.put(arm, cause);
                }
            }
        }
        return trials;
    }

    private static String text(Trial trial) {
        return String.format(
                Locale.ROOT,
                "p99 %.1f ms, waits %.2f ms an answer, batch %.2f CPUs, of the idle %s, to the floor %s, %d answers, %d errors",
                trial.surge().p99Millis(),
                trial.waitMillis(),
                trial.batchCpus(),
                text("%.0f %%", 100, trial.idleUsed()),
                trial.surgeToFloorMillis().isEmpty()
                        ? "-"
                        : trial.surgeToFloorMillis().stream()
                                .map(millis -> String.format(Locale.ROOT, "%.0f", millis))
                                .collect(Collectors.joining(", ", "", " ms")),
                trial.surge().completed(),
                trial.surge().errors());
    }

    private static String text(String format, double times, OptionalDouble value) {
        return value.isPresent() ? String.format(Locale.ROOT, format, times * value.getAsDouble()) : "-";
    }

    /** After each family: what was measured is not lost with a later one. */
    private static void write(List<Outcome> outcomes) {
        try {
            Files.createDirectories(DIRECTORY);
            Files.write(DIRECTORY.resolve("protect.txt"), OutcomeTable.lines(outcomes));
            Files.writeString(DIRECTORY.resolve("protect.svg"), OutcomePlot.svg(outcomes));
        } catch (IOException e) {
            throw new ClusterException("table and plot cannot be written to " + DIRECTORY, e);
        }
    }

    @Override
    public void check(BenchSettings settings) {
        families(settings);
        lengths(settings);
    }

    private static List<Family> families(BenchSettings settings) {
        return Families.select(settings.words("ARMS", Families.names()));
    }

    private static Stage.Lengths lengths(BenchSettings settings) {
        return new Stage.Lengths(
                Duration.ofSeconds(settings.number("CALM_SECONDS", 5, 9999)),
                Duration.ofSeconds(settings.number("SURGE_SECONDS", 10, 9999)),
                settings.number("STEPS", 3, 9999));
    }
}
