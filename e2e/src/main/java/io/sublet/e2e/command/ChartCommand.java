package io.sublet.e2e.command;

import io.sublet.e2e.chart.ChartPackage;
import java.nio.file.Path;
import picocli.CommandLine.Command;

/** Packages the chart. */
@Command(name = "chart", description = "Check the chart and package it into target/chart.")
public final class ChartCommand implements Runnable {
    /** The package of the project in the working directory. */
    static ChartPackage build() {
        return ChartPackage.of(Path.of(""), Path.of("target", "chart"));
    }

    @Override
    public void run() {
        System.out.println(build().archive());
    }
}
