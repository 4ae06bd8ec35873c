package io.sublet.cli;

import io.sublet.cli.command.Surroundings;
import java.util.logging.Level;
import java.util.logging.Logger;

/** {@code kubectl-sublet}, which kubectl finds by its name and runs as {@code kubectl sublet}. */
public final class Main {
    /** The client library tells its logger what a person is told in one sentence. */
    private static final Logger QUIET = Logger.getLogger("");

    private Main() {}

    public static void main(String[] arguments) {
        QUIET.setLevel(Level.OFF);
        System.exit(Plugin.run(Surroundings.ofProcess(), arguments));
    }
}
