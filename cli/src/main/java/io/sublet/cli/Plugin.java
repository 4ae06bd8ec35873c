package io.sublet.cli;

import io.sublet.cli.command.Commands;
import io.sublet.cli.command.Surroundings;

/** The plugin as a function of its arguments. */
public final class Plugin {
    private Plugin() {}

    /** Runs a command; the exit code is one of {@link io.sublet.cli.api.Exit}. */
    public static int run(Surroundings here, String... arguments) {
        return Commands.line(here).execute(arguments);
    }
}
