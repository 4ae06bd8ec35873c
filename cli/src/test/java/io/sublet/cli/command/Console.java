package io.sublet.cli.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

/** Runs commands as a person would in an empty home directory, and keeps what they print. */
public final class Console {
    private final Path home;
    private final Map<String, String> environment = new HashMap<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private boolean terminal;

    /** What a command printed and how it ended. */
    public record Result(int code, String out, String err) {}

    private Console(Path home) {
        this.home = home;
    }

    public static Console in(Path home) {
        return new Console(home);
    }

    public Console with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Console onATerminal() {
        terminal = true;
        return this;
    }

    Surroundings surroundings() {
        return new Surroundings(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                terminal,
                Map.copyOf(environment),
                home,
                Clock.systemUTC());
    }

    public Result run(String... arguments) {
        int code = Commands.line(surroundings()).execute(arguments);
        return new Result(code, out.toString(), err.toString());
    }

    /** A file for a server without credentials. */
    public static Path kubeconfig(Path home, String server) throws IOException {
        return Files.writeString(home.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: it, cluster: {server: "%s"}}]
                contexts: [{name: it, context: {cluster: it, user: it}}]
                current-context: it
                users: [{name: it, user: {}}]
                """.formatted(server));
    }
}
