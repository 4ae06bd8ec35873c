package io.sublet.e2e.demo.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Runs one of the loads: an online service, batch work of some kind, or a client, each with {@code --key=value} options.
 */
public final class LoadMain {
    private static final String USAGE = """
            usage: serve  [--port=8080] [--cpu-ms=2] [--threads=4] [--memory-mib=MIB --memory-reads=4000]
                          [--file=FILE --file-mib=64 --file-reads=4 --direct=false] [--answer-bytes=BYTES]
                   burn   [--threads=1] [--for=SECONDS]            for ever without --for
                   copy   [--threads=1] [--mib=64]                 memory, for ever
                   read   --file=FILE [--mib=1024] [--threads=1] [--direct=false]
                   send   --to=HOST:PORT [--connections=1]
                   sink   --address=ADDRESS --port=PORT
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
            case "serve" -> serve(options);
            case "burn" -> {
                int threads = options.positive("threads", 1);
                var limit = options.seconds("for");
                options.requireAllUsed();
                new BatchWork(threads, limit).run(System.out);
            }
            case "copy" -> {
                int threads = options.positive("threads", 1);
                int mebibytes = options.positive("mib", 64);
                options.requireAllUsed();
                MemoryTraffic.run(threads, mebibytes);
            }
            case "read" -> {
                FileStream stream = new FileStream(
                        Path.of(options.required("file")), options.positive("mib", 1024), options.flag("direct"));
                int threads = options.positive("threads", 1);
                options.requireAllUsed();
                stream.run(threads);
            }
            case "send" -> {
                String target = options.required("to");
                int connections = options.positive("connections", 1);
                options.requireAllUsed();
                Traffic.send(target, connections);
            }
            case "sink" -> {
                String address = options.required("address");
                int port = options.positive("port", 9);
                options.requireAllUsed();
                Traffic.sink(address, port);
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

    private static void serve(LoadOptions options) throws IOException {
        int port = options.positive("port", 8080);
        int threads = options.positive("threads", 4);
        List<RequestWork> parts = new ArrayList<>();
        parts.add(CpuWork.ofMilliseconds(options.decimal("cpu-ms", 2)));
        if (options.has("memory-mib")) {
            parts.add(new MemoryWalk(options.positive("memory-mib", 64), options.positive("memory-reads", 4000)));
        }
        Optional<String> file = options.text("file");
        if (file.isPresent()) {
            parts.add(FileReads.of(
                    Path.of(file.get()),
                    options.positive("file-mib", 64),
                    options.positive("file-reads", 4),
                    options.flag("direct")));
        }
        int answer = options.has("answer-bytes") ? options.positive("answer-bytes", 1) : 0;
        options.requireAllUsed();
        OnlineService.start(port, RequestWork.all(parts), threads, answer);
    }
}
