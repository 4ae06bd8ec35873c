package io.sublet.cli.command;

import io.sublet.cli.api.Exit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Completion of the command line by a shell, and by kubectl. */
final class CompletionCommands {
    private static final String EXECUTABLE = "kubectl-sublet";

    private CompletionCommands() {}

    private static CommandLine root(CommandSpec spec) {
        return spec.root().commandLine();
    }

    /** {@code completion}. */
    @Command(
            name = "completion",
            description = "A completion script for bash and zsh: source <(kubectl sublet completion)",
            footer = {
                "",
                "It completes kubectl-sublet. kubectl completes 'kubectl sublet' itself if kubectl_complete-sublet is in PATH."
            })
    static final class Script implements Callable<Integer> {
        private final Surroundings here;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Script(Surroundings here) {
            this.here = here;
        }

        @Override
        public Integer call() {
            here.out().print(AutoComplete.bash(EXECUTABLE, root(spec)));
            here.out().flush();
            return Exit.OK.code();
        }
    }

    /** {@code __complete}: what kubectl asks, in the form that it understands. */
    @Command(name = "__complete", hidden = true, description = "Candidates for the last word, a line each.")
    static final class Candidates implements Callable<Integer> {
        /** Of cobra's directives: complete no file names. */
        private static final String NO_FILES = ":4";

        private final Surroundings here;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        private Candidates(Surroundings here) {
            this.here = here;
        }

        /** All words after its own name are another command's. */
        static CommandLine line(Surroundings here) {
            return new CommandLine(new Candidates(here)).setUnmatchedArgumentsAllowed(true);
        }

        @Override
        public Integer call() {
            String[] line = spec.commandLine().getParseResult().originalArgs().stream()
                    .skip(1)
                    .toArray(String[]::new);
            String last = line.length == 0 ? "" : line[line.length - 1];
            List<CharSequence> endings = new ArrayList<>();
            AutoComplete.complete(
                    root(spec).getCommandSpec(), line, Math.max(0, line.length - 1), last.length(), 0, endings);
            endings.stream()
                    .map(ending -> last + ending)
                    .filter(word -> !word.startsWith("__") && (word.startsWith("-") == last.startsWith("-")))
                    .distinct()
                    .sorted()
                    .forEach(here.out()::println);
            here.out().println(NO_FILES);
            here.out().flush();
            return Exit.OK.code();
        }
    }
}
