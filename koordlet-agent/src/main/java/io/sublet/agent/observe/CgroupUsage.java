package io.sublet.agent.observe;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CgroupVersion;
import io.sublet.agent.kernel.FileResult;
import io.sublet.agent.kernel.Knob;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;

/** CPU and memory of one control group with all below it. Keeps the counter between reads, so one object per group. */
final class CgroupUsage {
    private static final String[] ANONYMOUS_V1 = {"total_inactive_anon", "total_active_anon", "total_unevictable"};
    private static final String[] ANONYMOUS_V2 = {"inactive_anon", "active_anon", "unevictable"};

    private final CgroupFs cgroups;
    private final CgroupPath path;
    private final CpuRate rate = new CpuRate();

    CgroupUsage(CgroupFs cgroups, CgroupPath path) {
        this.cgroups = cgroups;
        this.path = path;
    }

    CgroupPath path() {
        return path;
    }

    Reading<MilliCpu> cpu(long nanoTime, int cpus, AsciiText text) {
        FileResult result = cgroups.read(path, Knob.CPU_USAGE, text);
        long nanos = result instanceof FileResult.Done ? usedNanos(text, cgroups.version()) : AsciiText.NONE;
        if (nanos == AsciiText.NONE) {
            rate.reset();
            return missing(Knob.CPU_USAGE, result);
        }
        return rate.next(nanos, nanoTime, cpus);
    }

    static long usedNanos(AsciiText text, CgroupVersion version) {
        if (version == CgroupVersion.V1) {
            return text.number();
        }
        long micros = text.numberOf("usage_usec");
        return micros == AsciiText.NONE ? AsciiText.NONE : micros * 1000;
    }

    /** With page cache all that is charged; else anonymous and unevictable memory, which cannot be dropped. */
    Reading<Bytes> memory(MemoryCollectPolicy policy, AsciiText text) {
        boolean all = policy == MemoryCollectPolicy.WITH_PAGE_CACHE;
        Knob knob = all ? Knob.MEMORY_USAGE : Knob.MEMORY_STAT;
        FileResult result = cgroups.read(path, knob, text);
        long bytes = result instanceof FileResult.Done
                ? (all ? text.number() : withoutPageCache(text, cgroups.version()))
                : AsciiText.NONE;
        return bytes == AsciiText.NONE ? missing(knob, result) : Reading.of(new Bytes(bytes));
    }

    static long withoutPageCache(AsciiText stat, CgroupVersion version) {
        long sum = 0;
        for (String key : version == CgroupVersion.V1 ? ANONYMOUS_V1 : ANONYMOUS_V2) {
            long bytes = stat.numberOf(key);
            if (bytes == AsciiText.NONE) {
                return AsciiText.NONE;
            }
            sum += bytes;
        }
        return sum;
    }

    private <T> Reading<T> missing(Knob knob, FileResult result) {
        String why = result instanceof FileResult.Done ? "not understood" : result.cause();
        return Reading.missing(cgroups.file(path, knob) + ": " + why);
    }
}
