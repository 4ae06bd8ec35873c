package io.sublet.e2e;

import io.sublet.e2e.chart.ChartException;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.command.BenchCommand;
import io.sublet.e2e.command.BenchReportCommand;
import io.sublet.e2e.command.ChartCommand;
import io.sublet.e2e.command.DemoCommand;
import io.sublet.e2e.command.DownCommand;
import io.sublet.e2e.command.ImagesCommand;
import io.sublet.e2e.command.InstallCommand;
import io.sublet.e2e.command.KubectlPathCommand;
import io.sublet.e2e.command.SimulateCommand;
import io.sublet.e2e.command.StatusCommand;
import io.sublet.e2e.command.UninstallCommand;
import io.sublet.e2e.command.UpCommand;
import io.sublet.e2e.image.ImageException;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program behind the Makefile: {@code sublet-e2e SUBCOMMAND}. */
@Command(
        name = "sublet-e2e",
        mixinStandardHelpOptions = true,
        description = "The local cluster and what is done with it.",
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            KubectlPathCommand.class,
            SimulateCommand.class,
            ImagesCommand.class,
            ChartCommand.class,
            InstallCommand.class,
            UninstallCommand.class,
            DemoCommand.class,
            BenchCommand.class,
            BenchReportCommand.class,
        })
public final class Main {
    private static final Logger QUIET = Logger.getLogger("");

    /** Says of each custom resource that its version is not final, which its users know. */
    private static final Logger VERSIONS =
            Logger.getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils");

    private Main() {}

    /** Runs the subcommand; the exit code is 0 when it succeeded, 1 when it failed and 2 for a wrong command line. */
    public static void main(String[] arguments) {
        QUIET.setLevel(Level.WARNING);
        VERSIONS.setLevel(Level.SEVERE);
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
        System.exit(line.execute(arguments));
    }

    /** What a person can act on is one line; anything else is a bug and keeps its stack. */
    private static int report(Exception failure, CommandLine command) {
        if (failure instanceof ClusterException
                || failure instanceof ImageException
                || failure instanceof ChartException) {
            command.getErr().println("error: " + failure.getMessage());
        } else {
            failure.printStackTrace(command.getErr());
        }
        return 1;
    }
}
