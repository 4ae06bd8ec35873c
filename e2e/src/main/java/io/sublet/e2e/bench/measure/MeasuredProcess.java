package io.sublet.e2e.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What a process of this machine costs, from {@code /proc}. */
public record MeasuredProcess(long pid) {
    /** Processor time of its threads that live, in milliseconds; exact, where the process's own counts are ticks of 10 ms. */
    public double cpuMillis() {
        return cpuMillis(thread -> true);
    }

    /** Processor time of all its threads, also of those that have ended, in milliseconds; counted in steps of 10 ms. */
    public double wholeCpuMillis() {
        try {
            String text = Files.readString(directory().resolve("stat"));
            // A name in brackets comes first, in which there may be spaces; user and system time are in ticks
            // (proc_pid_stat(5)).
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * 10.0;
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be read", e);
        }
    }

    /** The part of {@link #cpuMillis()} that the compilers of a Java program have taken. */
    public double compilerCpuMillis() {
        return cpuMillis(MeasuredProcess::isCompiler);
    }

    private double cpuMillis(Predicate<Path> counted) {
        try (Stream<Path> threads = Files.list(directory().resolve("task"))) {
            return threads.filter(counted).mapToLong(MeasuredProcess::runNanos).sum() / 1e6;
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " cannot be read", e);
        }
    }

    /** Such a thread is called {@code C1 CompilerThre} or {@code C2 CompilerThre}. */
    private static boolean isCompiler(Path thread) {
        try {
            return Files.readString(thread.resolve("comm")).contains("Compiler");
        } catch (IOException e) {
            return false;
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
    public double residentMib() {
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
