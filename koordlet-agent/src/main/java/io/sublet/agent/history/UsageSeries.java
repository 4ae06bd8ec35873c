package io.sublet.agent.history;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.function.ToLongFunction;

/** The last samples of one thing's usage, in three arrays that never grow. */
public final class UsageSeries {
    /** No usage is negative, so this marks a sample that is missing. */
    private static final long MISSING = -1;

    private final long[] times;
    private final long[] cpus;
    private final long[] memories;
    private int next;
    private int size;

    /**
     * An empty series.
     *
     * @param capacity samples kept; the oldest goes first
     */
    public UsageSeries(int capacity) {
        times = new long[capacity];
        cpus = new long[capacity];
        memories = new long[capacity];
    }

    public void add(Instant at, ResourceUsage usage) {
        times[next] = at.toEpochMilli();
        cpus[next] = usage.cpu().map(MilliCpu::value).toOptional().orElse(MISSING);
        memories[next] = usage.memory().map(Bytes::value).toOptional().orElse(MISSING);
        next = (next + 1) % times.length;
        size = Math.min(size + 1, times.length);
    }

    /** The samples of a window that ends now. */
    public Window window(Instant now, Duration length) {
        long from = now.minus(length).toEpochMilli();
        long[] cpu = new long[size];
        long[] memory = new long[size];
        int cpuCount = 0;
        int memoryCount = 0;
        long oldest = Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            if (times[i] < from) {
                continue;
            }
            oldest = Math.min(oldest, times[i]);
            if (cpus[i] != MISSING) {
                cpu[cpuCount++] = cpus[i];
            }
            if (memories[i] != MISSING) {
                memory[memoryCount++] = memories[i];
            }
        }
        Duration span = oldest == Long.MAX_VALUE ? Duration.ZERO : Duration.ofMillis(now.toEpochMilli() - oldest);
        return new Window(span, Arrays.copyOf(cpu, cpuCount), Arrays.copyOf(memory, memoryCount));
    }

    /** The samples of a window, without those that are missing. */
    public static final class Window {
        private final Duration span;
        private final long[] cpus;
        private final long[] memories;

        private Window(Duration span, long[] cpus, long[] memories) {
            this.span = span;
            this.cpus = cpus;
            this.memories = memories;
            Arrays.sort(cpus);
            Arrays.sort(memories);
        }

        /** The time from the oldest sample to now. */
        public Duration span() {
            return span;
        }

        /** One number out of the samples of each resource; missing without any. */
        public ResourceUsage aggregate(ToLongFunction<long[]> aggregation) {
            Reading<MilliCpu> cpu = cpus.length == 0
                    ? Reading.missing("no sample of CPU in the window")
                    : Reading.of(new MilliCpu(aggregation.applyAsLong(cpus)));
            Reading<Bytes> memory = memories.length == 0
                    ? Reading.missing("no sample of memory in the window")
                    : Reading.of(new Bytes(aggregation.applyAsLong(memories)));
            return new ResourceUsage(cpu, memory);
        }
    }
}
