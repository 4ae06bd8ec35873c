package io.sublet.agent.observe;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import java.util.Optional;

/** CPU and memory of the whole node, from /proc/stat and /proc/meminfo; see proc_stat(5) and proc_meminfo(5). */
final class NodeReader {
    /** /proc counts in units of 1/100 s on every architecture that runs Kubernetes; see USER_HZ. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private final KernelFiles files;
    private final String stat;
    private final String meminfo;
    private final AsciiText text = new AsciiText();
    private final CpuRate rate = new CpuRate();

    NodeReader(KernelFiles files, String procRoot) {
        this.files = files;
        this.stat = procRoot + "/stat";
        this.meminfo = procRoot + "/meminfo";
    }

    Reading<MilliCpu> cpu(long nanoTime, int cpus) {
        FileResult result = files.read(stat, text);
        long busy = result instanceof FileResult.Done ? busyTicks(text) : AsciiText.NONE;
        if (busy == AsciiText.NONE) {
            rate.reset();
            return Reading.missing(
                    stat + ": " + (result instanceof FileResult.Done ? "not understood" : result.cause()));
        }
        return rate.next(busy * NANOS_PER_TICK, nanoTime, cpus);
    }

    /**
     * User, nice, system, irq and softirq of the first line. Not idle and iowait; not steal, which others used; not guest, which
     * is in user already.
     */
    static long busyTicks(AsciiText stat) {
        long sum = 0;
        for (int field : new int[] {1, 2, 3, 6, 7}) {
            long ticks = stat.field(field);
            if (ticks == AsciiText.NONE) {
                return AsciiText.NONE;
            }
            sum += ticks;
        }
        return sum;
    }

    /** With page cache what is not free; else what is not available without swapping. */
    Reading<Bytes> memory(MemoryCollectPolicy policy) {
        FileResult result = files.read(meminfo, text);
        if (!(result instanceof FileResult.Done)) {
            return Reading.missing(meminfo + ": " + result.cause());
        }
        return usedMemory(text, policy)
                .<Reading<Bytes>>map(Reading::of)
                .orElseGet(() -> Reading.missing(meminfo + ": not understood"));
    }

    static Optional<Bytes> usedMemory(AsciiText meminfo, MemoryCollectPolicy policy) {
        long total = meminfo.numberOf("MemTotal");
        long unused = meminfo.numberOf(policy == MemoryCollectPolicy.WITH_PAGE_CACHE ? "MemFree" : "MemAvailable");
        if (total == AsciiText.NONE || unused == AsciiText.NONE || unused > total) {
            return Optional.empty();
        }
        return Optional.of(new Bytes((total - unused) * 1024));
    }
}
