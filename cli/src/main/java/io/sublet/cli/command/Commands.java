package io.sublet.cli.command;

import io.sublet.cli.api.Exit;
import io.sublet.cli.api.Failure;
import io.sublet.protocol.json.JsonException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands under one name. */
public final class Commands {
    private static final String NAME = "kubectl sublet";
    private static final String TRACE = "SUBLET_TRACE";

    private Commands() {}

    /** A command that only holds others. */
    @Command(mixinStandardHelpOptions = true)
    private static final class Group implements Callable<Integer> {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public Integer call() {
            throw new ParameterException(spec.commandLine(), "a command is missing");
        }
    }

    public static CommandLine line(Surroundings here) {
        CommandLine line = new CommandLine(group(NAME, "What colocation does in this cluster, and why."))
                .addSubcommand(new StatusCommand(here))
                .addSubcommand(new TopCommand(here))
                .addSubcommand(new CommandLine(group("explain", "Why something is as it is."))
                        .addSubcommand(new ExplainCommand.Node(here))
                        .addSubcommand(new ExplainCommand.Pod(here))
                        .addSubcommand(new ExplainCommand.Eviction(here))
                        .addSubcommand(new ExplainCommand.Config(here)))
                .addSubcommand(new CheckCommand(here))
                .addSubcommand(new SwitchCommand.Disable(here))
                .addSubcommand(new SwitchCommand.Enable(here))
                .addSubcommand(new CommandLine(group("config", "What the configuration means."))
                        .addSubcommand(new ConfigCommand.Effective(here))
                        .addSubcommand(new ConfigCommand.Diff(here))
                        .addSubcommand(new ConfigCommand.Validate(here)))
                .addSubcommand(new CaptureCommand(here))
                .addSubcommand(new ReplayCommand(here))
                .addSubcommand(new CompletionCommands.Script(here))
                .addSubcommand(CompletionCommands.Candidates.line(here));
        line.getCommandSpec().version("kubectl-sublet " + version());
        line.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(exitCodes());
        line.setOut(here.out());
        line.setErr(here.err());
        line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF));
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command, here));
        line.setParameterExceptionHandler((wrong, arguments) -> usage(wrong));
        addHelp(line);
        return line;
    }

    private static void addHelp(CommandLine line) {
        for (CommandLine command : line.getSubcommands().values()) {
            command.getCommandSpec().mixinStandardHelpOptions(true);
            addHelp(command);
        }
    }

    private static CommandSpec group(String name, String what) {
        CommandSpec spec = CommandSpec.forAnnotatedObject(new Group()).name(name);
        spec.usageMessage().description(what);
        return spec;
    }

    private static Map<String, String> exitCodes() {
        Map<String, String> codes = new LinkedHashMap<>();
        codes.put("0", "in order");
        codes.put("1", "something was found: a failed check, a difference, a node that did not confirm");
        codes.put("2", "wrong usage");
        codes.put("3", "the cluster cannot be asked: no kubeconfig, no answer, no rights, or Sublet is not there");
        return codes;
    }

    private static String version() {
        return Optional.ofNullable(Commands.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    /** What a person can act on is one sentence; anything else is a bug. */
    private static int report(Exception failure, CommandLine command, Surroundings here) {
        if (failure instanceof Failure known) {
            command.getErr().println("error: " + known.getMessage());
            return known.exit().code();
        }
        if (failure instanceof JsonException unreadable) {
            command.getErr().println("error: an answer of the cluster cannot be read: " + unreadable.getMessage());
            return Exit.UNREACHABLE.code();
        }
        if (here.environment().containsKey(TRACE)) {
            failure.printStackTrace(command.getErr());
        }
        command.getErr().println("error: a bug: " + failure + "; please report it with what " + TRACE + "=1 prints");
        return Exit.BUG.code();
    }

    private static int usage(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        command.getErr()
                .println("error: "
                        + String.valueOf(wrong.getMessage()).lines().findFirst().orElse(""));
        List<String> near =
                wrong instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        if (!near.isEmpty()) {
            command.getErr().println("did you mean " + String.join(" or ", near) + "?");
        }
        command.getErr().println("see '" + command.getCommandSpec().qualifiedName() + " --help'");
        return Exit.USAGE.code();
    }
}
