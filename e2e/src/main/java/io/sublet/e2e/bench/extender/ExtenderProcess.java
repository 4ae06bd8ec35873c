package io.sublet.e2e.bench.extender;

import io.sublet.e2e.bench.measure.CentralProgram;
import io.sublet.e2e.bench.measure.MeasuredProcess;
import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged extender, listening for a scheduler on loopback. */
final class ExtenderProcess implements AutoCloseable {
    /** As the chart has it. */
    static final int MEMORY_MIB = 512;

    private static final Pattern REQUESTS = Pattern.compile(
            "^sublet_extender_requests_total\\{.*outcome=\"([a-z_]+)\".*} ([0-9.Ee+]+)$", Pattern.MULTILINE);

    private final CentralProgram program;
    private final int port;

    private ExtenderProcess(CentralProgram program, int port) {
        this.program = program;
        this.port = port;
    }

    /** Starts it and waits until it is ready. */
    static ExtenderProcess start(Path kubeconfig) {
        int port = CentralProgram.freePort();
        return new ExtenderProcess(
                CentralProgram.start(
                        "extender",
                        "scheduler-extender",
                        MEMORY_MIB,
                        Map.of(
                                "KUBECONFIG", kubeconfig.toAbsolutePath().toString(),
                                "QUARKUS_HTTP_PORT", Integer.toString(port),
                                "SUBLET_EXTENDER_LIMITS_DEADLINE", "800ms")),
                port);
    }

    int port() {
        return port;
    }

    long pid() {
        return program.pid();
    }

    MeasuredProcess costs() {
        return program.costs();
    }

    /** How long its threads that live have been ready to run and had no processor, in milliseconds, all added up. */
    double waitedMillis() {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid()), "task"))) {
            return threads.mapToLong(ExtenderProcess::waitedNanos).sum() / 1e6;
        } catch (IOException e) {
            throw new UncheckedIOException("the extender's threads cannot be read", e);
        }
    }

    /** Of a thread; none where it has ended since it was listed. Three numbers: run, waited, times that it ran. */
    private static long waitedNanos(Path thread) {
        try {
            return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", -1)[1]);
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Requires that it has answered every question well, and some at all; otherwise the scheduler went on without it.
     *
     * @param questions that must have been asked at least
     */
    void requireAllAnswered(long questions) {
        Matcher matcher = REQUESTS.matcher(program.metrics());
        long answered = 0;
        while (matcher.find()) {
            long count = (long) Double.parseDouble(matcher.group(2));
            if (!List.of("ok", "bypassed").contains(matcher.group(1)) && count > 0) {
                throw new ClusterException(count + " questions were answered with: " + matcher.group(1));
            }
            answered += matcher.group(1).equals("ok") ? count : 0;
        }
        if (answered < questions) {
            throw new ClusterException("only " + answered + " of " + questions + " questions came to the extender");
        }
    }

    @Override
    public void close() {
        program.close();
    }
}
