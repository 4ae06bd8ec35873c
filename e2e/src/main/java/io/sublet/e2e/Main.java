package io.sublet.e2e;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sublet.e2e.chart.ChartException;
import io.sublet.e2e.cluster.CleanEnd;
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
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

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

    /** Counts how long its threads wait for a CPU, which on a busy machine is no news. */
    private static final Logger WAITING = Logger.getLogger("io.vertx.core.impl.btc.BlockedThreadChecker");

    /** Tells at length that there is no Docker, which the command then says in a line. */
    private static final Logger DOCKER = Logger.getLogger("org.testcontainers");

    /** As a shell says it of a program that SIGINT has ended. */
    private static final int INTERRUPTED = 130;

    private static final int WRONG_USAGE = 2;

    private Main() {}

    /** Runs the subcommand; the exit code is 0 when it succeeded, 1 when it failed and 2 for a wrong command line. */
    public static void main(String[] arguments) {
        QUIET.setLevel(Level.WARNING);
        VERSIONS.setLevel(Level.SEVERE);
        WAITING.setLevel(Level.SEVERE);
        DOCKER.setLevel(Level.OFF);
        System.exit(line().execute(arguments));
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command));
        line.setParameterExceptionHandler((wrong, given) -> usage(wrong));
        return line;
    }

    /** What a person can act on is one line; anything else is a bug and keeps its stack. */
    private static int report(Exception failure, CommandLine command) {
        if (CleanEnd.isEnding()) {
            // Said already, and what fails since then is a consequence of it.
            return INTERRUPTED;
        }
        Optional<String> circumstance = circumstance(failure);
        if (circumstance.isPresent()) {
            command.getErr().println("error: " + circumstance.get());
        } else {
            failure.printStackTrace(command.getErr());
        }
        return 1;
    }

    /** What the surroundings did, such as a full disk or a cluster that does not answer; empty for a bug. */
    private static Optional<String> circumstance(Exception failure) {
        return switch (failure) {
            case ClusterException known -> Optional.ofNullable(known.getMessage());
            case ImageException known -> Optional.ofNullable(known.getMessage());
            case ChartException known -> Optional.ofNullable(known.getMessage());
            case UncheckedIOException io -> Optional.of(io.getMessage() + " (" + io.getCause() + ")");
            case KubernetesClientException api -> Optional.of("the API server: " + innermost(api));
            default -> Optional.empty();
        };
    }

    private static String innermost(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    }

    /** In the words of who gave a variable to make: its options are called as the variables are. */
    private static int usage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String value = wrong.getValue();
        if (wrong.getArgSpec() instanceof OptionSpec option && value != null && !value.isEmpty()) {
            String variable =
                    option.longestName().substring(2).replace('-', '_').toUpperCase(Locale.ROOT);
            command.getErr().println("error: " + variable + " is '" + value + "'; it has to be a whole number");
        } else {
            command.getErr().println("error: " + wrong.getMessage());
            command.getErr().println("see '" + command.getCommandSpec().qualifiedName() + " --help'");
        }
        return WRONG_USAGE;
    }
}
