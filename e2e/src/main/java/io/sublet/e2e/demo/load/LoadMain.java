package io.sublet.e2e.demo.load;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs one of the three loads: {@code serve}, {@code burn} or {@code client}, each with {@code --key=value} options.
 */
public final class LoadMain {
    private static final String USAGE = """
            usage: serve  [--port=8080] [--cpu-ms=2] [--threads=4]
                   burn   [--threads=1] [--for=SECONDS]            for ever without --for
                   client --url=URL [--rate=100] [--seed=1] [--for=SECONDS] [--warm-up=1] [--timeout-ms=10000]
                          [--max-in-flight=2000]
                          a number on standard input is the new rate, per second""";

    private LoadMain() {}

    /** The exit code is 0 after the given time, 2 for a wrong command line. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try {
            run(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.println(USAGE);
            System.exit(2);
        }
    }

    private static void run(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 0) {
            throw new IllegalArgumentException("missing: what to run");
        }
        LoadOptions options = LoadOptions.parse(Arrays.asList(arguments).subList(1, arguments.length));
        switch (arguments[0]) {
            case "serve" -> {
                int port = options.positive("port", 8080);
                double milliseconds = options.decimal("cpu-ms", 2);
                int threads = options.positive("threads", 4);
                options.requireAllUsed();
                OnlineService.start(port, CpuWork.ofMilliseconds(milliseconds), threads);
            }
            case "burn" -> {
                int threads = options.positive("threads", 1);
                var limit = options.seconds("for");
                options.requireAllUsed();
                new BatchWork(threads, limit).run(System.out);
            }
            case "client" -> {
                OpenLoopClient.Settings settings = OpenLoopClient.Settings.of(options);
                options.requireAllUsed();
                try (OpenLoopClient client = new OpenLoopClient(settings)) {
                    client.followRates(System.in);
                    client.run(System.out);
                }
                // The reader of standard input may be waiting for a line for ever.
                System.exit(0);
            }
            default -> throw new IllegalArgumentException("unknown: " + arguments[0]);
        }
    }
}
