package io.sublet.agent.observe.node;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Source;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.CpuRate;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;

/** CPU and memory of the whole node, from /proc/stat and /proc/meminfo; see proc_stat(5) and proc_meminfo(5). */
public final class NodeReader {
    /** /proc counts in units of 1/100 s on every architecture that runs Kubernetes; see USER_HZ. */
    static final long NANOS_PER_TICK = 10_000_000;

    /** User, nice, system, irq and softirq. */
    private static final int[] BUSY = {1, 2, 3, 6, 7};

    private static final long ABSURD_TICKS = Long.MAX_VALUE / NANOS_PER_TICK / BUSY.length;

    private final Source stat;
    private final Source meminfo;
    private final CpuRate rate = new CpuRate();
    private final long[] scratch = new long[4];

    public NodeReader(KernelFiles files, String procRoot) {
        this.stat = new Source(files.file(procRoot + "/stat"));
        this.meminfo = new Source(files.file(procRoot + "/meminfo"));
    }

    /** CPU since the last call; afterwards the text is that of /proc/stat, empty if it could not be read. */
    public Reading<MilliCpu> cpu(Beat beat, AsciiText text) {
        if (!stat.read(text)) {
            text.clear();
            rate.reset();
            return stat.missing();
        }
        long busy = busyTicks(text, 0);
        if (busy == AsciiText.NONE) {
            rate.reset();
            return stat.notUnderstood();
        }
        return rate.next(busy * NANOS_PER_TICK, beat);
    }

    /**
     * What the CPUs of the line were busy with. Not idle and iowait; not steal, which others used; not guest, which is in user
     * already.
     *
     * @param line where the line begins
     */
    static long busyTicks(AsciiText stat, int line) {
        long sum = 0;
        for (int field : BUSY) {
            long ticks = stat.fieldAt(line, field);
            if (ticks < 0 || ticks > ABSURD_TICKS) {
                return AsciiText.NONE;
            }
            sum += ticks;
        }
        return sum;
    }

    public Reading<NodeMemory> memory(AsciiText text) {
        return meminfo.read(text) ? meminfo.of(NodeMemory.parse(text, scratch)) : meminfo.missing();
    }
}
