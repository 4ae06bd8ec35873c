package io.sublet.agent.history;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;

/** The last samples of one thing's usage, in arrays that never grow; adding one makes no garbage. */
public final class UsageSeries {
    /** No usage is negative, so this marks a sample that is missing. */
    static final long MISSING = -1;

    private final long[] times;
    private final int[] cpus;
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
        cpus = new int[capacity];
        memories = new long[capacity];
    }

    /** @param at milliseconds since a fixed moment, by a clock that does not step */
    void add(long at, ResourceUsage usage) {
        times[next] = at;
        cpus[next] = usage.cpu() instanceof Reading.Value<MilliCpu>(MilliCpu cpu)
                ? Math.clamp(cpu.value(), 0, Integer.MAX_VALUE)
                : (int) MISSING;
        memories[next] = usage.memory() instanceof Reading.Value<Bytes>(Bytes bytes) ? bytes.value() : MISSING;
        next = next + 1 == times.length ? 0 : next + 1;
        size = Math.min(size + 1, times.length);
    }

    /** Puts the samples of a window that ends now into it. */
    void window(Duration now, Duration length, SampleWindow into) {
        into.clear(times.length);
        long from = now.minus(length).toMillis();
        long oldest = Long.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            if (times[i] < from) {
                continue;
            }
            oldest = Math.min(oldest, times[i]);
            into.add(cpus[i], memories[i]);
        }
        into.end(oldest == Long.MAX_VALUE ? Duration.ZERO : Duration.ofMillis(now.toMillis() - oldest));
    }
}
