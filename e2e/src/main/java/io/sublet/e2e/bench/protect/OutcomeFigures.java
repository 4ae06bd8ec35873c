package io.sublet.e2e.bench.protect;

import io.sublet.e2e.bench.BenchRun;
import io.sublet.e2e.bench.Figure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The outcomes as figures. */
final class OutcomeFigures {
    private OutcomeFigures() {}

    /** Of one arm, which is part of the setup; what was not measured has none. */
    static List<Figure> of(BenchRun run, Outcome outcome) {
        BenchRun arm = run.with("arm", outcome.arm().name());
        List<Figure> figures = new ArrayList<>();
        add(figures, arm, "p50_ms", "ms", outcome.p50());
        add(figures, arm, "p99_ms", "ms", outcome.p99());
        add(figures, arm, "p999_ms", "ms", outcome.p999());
        add(figures, arm, "p99_ratio", "ratio", outcome.p99ToAlone());
        add(figures, arm, "wait_ms_per_answer", "ms", outcome.waitMillis());
        add(figures, arm, "batch_cpus", "CPU", outcome.batchCpus());
        add(figures, arm, "idle_cpu_used_ratio", "ratio", outcome.idleUsed());
        add(figures, arm, "surge_to_floor_ms", "ms", outcome.surgeToFloor());
        return figures;
    }

    /** The three arms that the budgets are about, each by a name of its own. */
    static List<Figure> headline(BenchRun run, List<Outcome> outcomes) {
        List<Figure> figures = new ArrayList<>();
        add(figures, run, "p99_alone_ms", "ms", values(outcomes, "alone", Outcome::p99));
        add(figures, run, "p99_uncontrolled_ms", "ms", values(outcomes, "uncontrolled", Outcome::p99));
        add(figures, run, "p99_sublet_ms", "ms", values(outcomes, "sublet", Outcome::p99));
        add(figures, run, "p99_noise_ratio", "ratio", values(outcomes, "alone-again", Outcome::p99ToAlone));
        return figures;
    }

    private static List<Double> values(List<Outcome> outcomes, String arm, Function<Outcome, List<Double>> of) {
        Optional<Outcome> found = outcomes.stream()
                .filter(outcome -> outcome.arm().name().equals(arm))
                .findFirst();
        return found.map(of).orElse(List.of());
    }

    private static void add(List<Figure> figures, BenchRun run, String name, String unit, List<Double> values) {
        if (!values.isEmpty()) {
            figures.add(Figure.of(run, name, unit, values));
        }
    }
}
