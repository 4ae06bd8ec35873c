package io.sublet.e2e.bench.measure;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.image.Tool;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * How many bytes the threads of another Java program have allocated, by its own count: that of each thread that lives, which the JVM tells to four
 * digits or so. By jcmd, because the runtimes of images have no agent for JMX.
 */
public final class AllocatedBytes {
    private static final Pattern OF_A_THREAD = Pattern.compile(" allocated=(\\d+)([BKMG]) ");
    private static final Map<String, Long> UNITS = Map.of("B", 1L, "K", 1L << 10, "M", 1L << 20, "G", 1L << 30);

    private final long pid;

    private AllocatedBytes(long pid) {
        this.pid = pid;
    }

    /** Of a program on this machine. */
    public static AllocatedBytes of(long pid) {
        return new AllocatedBytes(pid);
    }

    /** Since the program started. */
    public long bytes() {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String threads = Tool.run(List.of(jcmd, Long.toString(pid), "Thread.print", "-e"), Map.of(), Path.of(""));
        long sum = sumOf(threads);
        if (sum == 0) {
            throw new ClusterException("the program " + pid + " does not tell its allocations");
        }
        return sum;
    }

    /** What the threads of a thread dump with extended information have allocated. */
    static long sumOf(String threads) {
        return OF_A_THREAD
                .matcher(threads)
                .results()
                .mapToLong(AllocatedBytes::bytes)
                .sum();
    }

    private static long bytes(MatchResult ofThread) {
        return Long.parseLong(ofThread.group(1)) * UNITS.getOrDefault(ofThread.group(2), 1L);
    }
}
