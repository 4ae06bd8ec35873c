package io.sublet.e2e.demo;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.MilliCpu;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** The table on the terminal: a row each second. CPU is in milli-CPUs, as Kubernetes counts it. */
final class Board {
    private static final String ROW = "%6s  %-26s %8s %8s %8s %8s %9s%n";
    private static final int ROWS_PER_HEADER = 20;

    /** What is shown of one second. */
    record Line(
            Optional<MilliCpu> online,
            Optional<CpuMemory> offered,
            Optional<MilliCpu> batch,
            Optional<MilliCpu> quota,
            Optional<Double> p99Millis) {}

    private final PrintStream out;
    private int rows;

    Board(PrintStream out) {
        this.out = out;
    }

    void print(Duration since, String phase, Line line) {
        if (rows++ % ROWS_PER_HEADER == 0) {
            out.printf(Locale.ROOT, "%n" + ROW, "second", "phase", "online", "offered", "batch", "limit", "p99 ms");
        }
        out.printf(
                Locale.ROOT,
                ROW,
                since.toSeconds(),
                phase,
                text(line.online),
                text(line.offered.map(CpuMemory::cpu)),
                text(line.batch),
                line.quota.map(MilliCpu::toString).orElse("none"),
                line.p99Millis
                        .map(p99 -> String.format(Locale.ROOT, "%.1f", p99))
                        .orElse("-"));
        out.flush();
    }

    private static String text(Optional<MilliCpu> cpu) {
        return cpu.map(MilliCpu::toString).orElse("-");
    }
}
