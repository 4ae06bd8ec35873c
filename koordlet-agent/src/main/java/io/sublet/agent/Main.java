package io.sublet.agent;

import io.sublet.agent.replay.ObservationLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The command line. Exit codes: 0 in order, 1 failed, 2 wrong usage, 70 a bug. */
public final class Main {
    private static final int EXIT_USAGE = 2;

    private Main() {}

    public static void main(String[] arguments) {
        LastWords.keep();
        int code = run(List.of(arguments));
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(List<String> arguments) {
        try {
            if (arguments.contains("--help")) {
                System.out.print(ConfigLoader.help());
                return 0;
            }
            if (!arguments.isEmpty() && arguments.get(0).equals("restore")) {
                Logging.configure("warn");
                List<String> rest = arguments.subList(1, arguments.size());
                return new RestoreCommand(ConfigLoader.loadPaths(rest, System.getenv()), System.out).run();
            }
            if (!arguments.isEmpty() && arguments.get(0).equals("capture")) {
                Logging.configure("warn");
                return CaptureCommand.of(arguments.subList(1, arguments.size()), System.getenv(), System.out)
                        .run();
            }
            if (!arguments.isEmpty() && arguments.get(0).equals("replay")) {
                Logging.configure("warn");
                return ReplayCommand.of(arguments.subList(1, arguments.size()), System.getenv(), System.out)
                        .run();
            }
            if (!arguments.isEmpty() && arguments.get(0).equals("recorded")) {
                return recorded(ConfigLoader.loadPaths(arguments.subList(1, arguments.size()), System.getenv()));
            }
            AgentConfig config = ConfigLoader.load(arguments, System.getenv());
            Logging.configure(config.serving().logLevel());
            return new Agent(config).run();
        } catch (ConfigException e) {
            System.err.println("sublet-agent: " + e.getMessage());
            return EXIT_USAGE;
        } catch (IOException | UncheckedIOException e) {
            System.err.println("sublet-agent: " + e.getMessage());
            return Agent.EXIT_FAILED;
        }
    }

    /** {@code recorded}: prints the observations that the state directory keeps, for a replay elsewhere. */
    private static int recorded(AgentConfig.Paths paths) throws IOException {
        List<Path> files = ObservationLog.files(Path.of(paths.stateDir()));
        for (Path file : files) {
            Files.copy(file, System.out);
        }
        System.out.flush();
        return files.isEmpty() ? Agent.EXIT_FAILED : 0;
    }
}
