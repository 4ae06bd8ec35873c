package io.sublet.agent.history;

import io.sublet.algo.Percentiles;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.ResourceUsage;
import java.time.Duration;
import java.util.Arrays;

/** The samples of a window, without those that are missing. One object serves for many windows in turn. */
public final class SampleWindow {
    private static final Reading<MilliCpu> NO_CPU = Reading.missing("no sample of CPU in the window");
    private static final Reading<Bytes> NO_MEMORY = Reading.missing("no sample of memory in the window");

    private long[] cpus = {};
    private long[] memories = {};
    private int cpuCount;
    private int memoryCount;
    private boolean sorted;
    private Duration span = Duration.ZERO;

    void clear(int room) {
        if (cpus.length < room) {
            cpus = new long[room];
            memories = new long[room];
        }
        cpuCount = 0;
        memoryCount = 0;
        sorted = false;
    }

    void add(long cpu, long memory) {
        if (cpu != UsageSeries.MISSING) {
            cpus[cpuCount++] = cpu;
        }
        if (memory != UsageSeries.MISSING) {
            memories[memoryCount++] = memory;
        }
    }

    void end(Duration sampled) {
        span = sampled;
    }

    /** The time from the oldest sample to now. */
    public Duration span() {
        return span;
    }

    /** One number out of the samples of each resource; missing without any. */
    public ResourceUsage aggregate(Aggregation aggregation) {
        if (aggregation != Aggregation.AVG && !sorted) {
            Arrays.sort(cpus, 0, cpuCount);
            Arrays.sort(memories, 0, memoryCount);
            sorted = true;
        }
        return new ResourceUsage(
                cpuCount == 0 ? NO_CPU : Reading.of(new MilliCpu(of(aggregation, cpus, cpuCount))),
                memoryCount == 0 ? NO_MEMORY : Reading.of(new Bytes(of(aggregation, memories, memoryCount))));
    }

    private static long of(Aggregation aggregation, long[] samples, int count) {
        return aggregation == Aggregation.AVG
                ? Percentiles.mean(samples, count)
                : Percentiles.nearestRank(samples, count, aggregation.quantile());
    }
}
