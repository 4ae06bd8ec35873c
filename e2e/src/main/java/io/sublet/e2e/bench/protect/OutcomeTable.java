package io.sublet.e2e.bench.protect;

import io.sublet.e2e.bench.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The outcomes as text, a row for each arm: medians of the rounds, and least and most in brackets. */
final class OutcomeTable {
    private static final String ROW = "%-20s %8s %22s %9s %20s %17s %7s %6s %18s %6s  %s";

    private OutcomeTable() {}

    static List<String> lines(List<Outcome> outcomes) {
        List<String> lines = new ArrayList<>();
        String family = "";
        for (Outcome outcome : outcomes) {
            if (!outcome.family().name().equals(family)) {
                family = outcome.family().name();
                lines.add("");
                lines.add(String.format(
                        Locale.ROOT,
                        ROW,
                        family,
                        "p50 ms",
                        "p99 ms",
                        "p999 ms",
                        "p99 / alone",
                        "wait ms",
                        "batch",
                        "idle",
                        "to floor ms",
                        "errors",
                        ""));
            }
            lines.add(row(outcome).stripTrailing());
        }
        return lines;
    }

    private static String row(Outcome outcome) {
        return String.format(
                Locale.ROOT,
                ROW,
                outcome.arm().name(),
                median(outcome.p50(), 1),
                spread(outcome.p99(), 1),
                median(outcome.p999(), 1),
                spread(outcome.p99ToAlone(), 2),
                spread(outcome.waitMillis(), 2),
                median(outcome.batchCpus(), 2),
                median(outcome.idleUsed(), 2),
                spread(outcome.surgeToFloor(), 0),
                outcome.errors(),
                outcome.arm().meaning());
    }

    private static String median(List<Double> values, int decimals) {
        return Spread.of(values)
                .map(spread -> String.format(Locale.ROOT, "%." + decimals + "f", spread.median()))
                .orElse("-");
    }

    private static String spread(List<Double> values, int decimals) {
        return Spread.of(values).map(spread -> spread.text(decimals)).orElse("-");
    }
}
