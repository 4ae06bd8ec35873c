package io.sublet.cli.command;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/**
 * What a command sees of the machine that it runs on.
 *
 * @param terminal whether a person looks on
 * @param home where {@code .kube/config} is looked for
 */
public record Surroundings(
        PrintWriter out, PrintWriter err, boolean terminal, Map<String, String> environment, Path home, Clock clock) {
    /** Of this process. */
    public static Surroundings ofProcess() {
        return new Surroundings(
                new PrintWriter(System.out, true, System.out.charset()),
                new PrintWriter(System.err, true, System.err.charset()),
                Optional.ofNullable(System.console())
                        .filter(Console::isTerminal)
                        .isPresent(),
                System.getenv(),
                Path.of(System.getProperty("user.home")),
                Clock.systemUTC());
    }
}
