package io.sublet.e2e.bench.webhook;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a process of this machine costs, from {@code /proc}. */
record MeasuredProcess(long pid) {
    /** Processor time of its threads that live, in milliseconds; exact, where the process's own counts are ticks of 10 ms. */
    double cpuMillis() {
        try (Stream<Path> threads = Files.list(directory().resolve("task"))) {
            return threads.mapToLong(MeasuredProcess::runNanos).sum() / 1e6;
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be read", e);
        }
    }

    /** Of a thread; none where it has ended since it was listed, as the compilers' threads may. */
    private static long runNanos(Path thread) {
        try {
            String text = Files.readString(thread.resolve("schedstat"));
            return Long.parseLong(text.substring(0, text.indexOf(' ')));
        } catch (IOException e) {
            return 0;
        }
    }

    /** Resident memory in MiB. */
    double residentMib() {
        try {
            List<String> lines = Files.readAllLines(directory().resolve("status"));
            return lines.stream()
                            .filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                            .findFirst()
                            .orElseThrow()
                    / 1024.0;
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be read", e);
        }
    }

    private Path directory() {
        return Path.of("/proc", Long.toString(pid));
    }
}
