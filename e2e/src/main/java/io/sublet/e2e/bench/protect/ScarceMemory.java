package io.sublet.e2e.bench.protect;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.NodeAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A limit on all of a node's memory that leaves little more than what its programs use, so that page cache of one pod costs the others theirs, as on a
 * machine that is full. The node's group is the benchmark's own; the machine is not touched.
 */
final class ScarceMemory implements AutoCloseable {
    /** Beside what cannot be taken from the node's programs and what they have mapped: for page cache. */
    private static final long ROOM = 384L << 20;

    private final Path limit;
    private final String before;

    private ScarceMemory(Path limit, String before) {
        this.limit = limit;
        this.before = before;
    }

    static ScarceMemory on(NodeAccess node) {
        Path group = node.cgroup("memory");
        boolean unified = Files.exists(group.resolve("memory.max"));
        Path limit = group.resolve(unified ? "memory.max" : "memory.limit_in_bytes");
        Map<String, Long> stat = read(group.resolve("memory.stat"))
                .lines()
                .map(line -> line.split(" "))
                .collect(Collectors.toMap(words -> words[0], words -> Long.parseLong(words[1])));
        Function<String, Long> number = name -> stat.getOrDefault(name, 0L);
        long needed = unified
                ? number.apply("anon") + number.apply("file_mapped") + number.apply("kernel")
                : number.apply("total_rss") + number.apply("total_mapped_file");
        ScarceMemory scarce = new ScarceMemory(limit, read(limit));
        write(limit, Long.toString(needed + ROOM));
        return scarce;
    }

    @Override
    public void close() {
        // "-1" is what v1 takes for the largest number, which it shows.
        write(limit, limit.endsWith("memory.max") ? before : "-1");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ClusterException("a cgroup of the node cannot be read: " + e);
        }
    }

    private static void write(Path file, String value) {
        try {
            Files.writeString(file, value);
        } catch (IOException e) {
            throw new ClusterException("the node's memory cannot be limited to " + value + ": " + e);
        }
    }
}
