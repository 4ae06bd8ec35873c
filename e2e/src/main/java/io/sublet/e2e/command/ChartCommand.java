package io.sublet.e2e.command;

import io.sublet.e2e.install.Artifacts;
import picocli.CommandLine.Command;

/** Packages the chart. */
@Command(name = "chart", description = "Check the chart and package it into target/chart.")
public final class ChartCommand implements Runnable {
    @Override
    public void run() {
        System.out.println(Artifacts.ofWorkingDirectory().chart().archive());
    }
}
