package io.sublet.e2e.command;

import io.sublet.e2e.bench.BenchReport;
import picocli.CommandLine.Command;

/** Prints what was measured. */
@Command(name = "bench-report", description = "Print the latest of each figure beside its budget.")
public final class BenchReportCommand implements Runnable {
    @Override
    public void run() {
        BenchReport.print(System.out);
    }
}
