package io.sublet.agent.observe.node;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Source;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.GroupPressure;
import io.sublet.agent.observe.group.Pressure;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import java.time.Duration;

/** Reads what changes slowly or costs more than once a second is worth. */
public final class NodeDetailReader {
    private static final Duration OFTEN = Duration.ofSeconds(5);
    private static final Duration SELDOM = Duration.ofSeconds(10);

    private final Source cpuPressure;
    private final Source memoryPressure;
    private final Source ioPressure;
    private final NumaUsageReader numaReader;
    private final DiskReader diskReader;
    private final NetworkReader networkReader;
    private final CacheMonitorReader cacheReader;
    private final AsciiText text = new AsciiText();
    private NodeDetail last = NodeDetail.missing("not read yet");

    public NodeDetailReader(KernelFiles files, String procRoot, String sysRoot) {
        this.cpuPressure = new Source(files.file(procRoot + "/pressure/cpu"));
        this.memoryPressure = new Source(files.file(procRoot + "/pressure/memory"));
        this.ioPressure = new Source(files.file(procRoot + "/pressure/io"));
        this.numaReader = new NumaUsageReader(files, sysRoot);
        this.diskReader = new DiskReader(files, procRoot, sysRoot);
        this.networkReader = new NetworkReader(files, procRoot);
        this.cacheReader = new CacheMonitorReader(files, sysRoot);
    }

    /**
     * Reads what is due.
     *
     * @param memory of the node, now
     * @param cold of the root group, as last read
     * @param stat the text of /proc/stat, empty if it could not be read
     */
    public NodeDetail read(
            Machine machine, Beat beat, Reading<NodeMemory> memory, Reading<Bytes> cold, AsciiText stat) {
        // Not in the moment in which much else is read; but all of it at once at the first observation.
        boolean often = due(beat, OFTEN, 1);
        boolean seldom = due(beat, SELDOM, 3);
        last = new NodeDetail(
                memory,
                cold,
                often ? pressure() : last.pressure(),
                often ? numaReader.read(machine, beat, stat, text) : last.numa(),
                often ? diskReader.read(beat, text) : last.disks(),
                often ? networkReader.read(beat, text) : last.networks(),
                seldom ? cacheReader.read(beat) : last.caches());
        return last;
    }

    private static boolean due(Beat beat, Duration period, int phase) {
        return beat.number() == 0 || beat.number() % beat.every(period) == phase % beat.every(period);
    }

    private GroupPressure pressure() {
        return new GroupPressure(
                Pressure.read(cpuPressure, text), Pressure.read(memoryPressure, text), Pressure.read(ioPressure, text));
    }
}
