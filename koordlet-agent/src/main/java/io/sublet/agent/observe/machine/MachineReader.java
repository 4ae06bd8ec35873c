package io.sublet.agent.observe.machine;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import java.util.List;

/** Reads the machine: one small file each time, all of it when the online CPUs change, and memory once a minute. */
public final class MachineReader {
    private static final long MEMORY_NANOS = 60_000_000_000L;

    private final KernelFiles files;
    private final String meminfo;
    private final TopologyReader topologyReader;
    private final NumaReader numaReader;
    private final CpuModelReader modelReader;
    private Machine last = Machine.unknown("not read yet");
    private long memoryAt;

    public MachineReader(KernelFiles files, String procRoot, String sysRoot) {
        this.files = files;
        this.meminfo = procRoot + "/meminfo";
        this.topologyReader = new TopologyReader(files, sysRoot);
        this.numaReader = new NumaReader(files, sysRoot);
        this.modelReader = new CpuModelReader(files, procRoot, sysRoot);
    }

    /** @param nanoTime monotonic */
    @SuppressWarnings("ReferenceEquality") // the topology is another object only when it was read anew
    public Machine read(long nanoTime) {
        Reading<CpuTopology> topology = topologyReader.read(nanoTime);
        boolean changed = topology != last.topology();
        switch (topology) {
            case Reading.Missing<CpuTopology> missing -> {
                if (changed) {
                    last = new Machine(topology, List.of(), Reading.missing(missing.cause()));
                }
            }
            case Reading.Value<CpuTopology>(CpuTopology known) -> {
                if (changed || nanoTime - memoryAt >= MEMORY_NANOS) {
                    memoryAt = nanoTime;
                    refresh(topology, known, changed);
                }
            }
        }
        return last;
    }

    private void refresh(Reading<CpuTopology> topology, CpuTopology known, boolean changed) {
        List<NumaNode> nodes = numaReader.read(known, memory());
        if (changed || !nodes.equals(last.numaNodes())) {
            last = new Machine(topology, nodes, changed ? modelReader.read(known) : last.model());
        }
    }

    private Reading<Bytes> memory() {
        AsciiText text = new AsciiText();
        long kib = files.readOnce(meminfo, text).isDone() ? text.countOf("MemTotal") : AsciiText.NONE;
        return kib == AsciiText.NONE || kib > Long.MAX_VALUE / 1024
                ? Reading.missing(meminfo + ": no MemTotal")
                : Reading.of(new Bytes(kib * 1024));
    }
}
