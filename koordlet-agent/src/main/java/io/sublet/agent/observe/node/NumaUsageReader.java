package io.sublet.agent.observe.node;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.Source;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.CpuRate;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.agent.observe.machine.NumaNode;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.ResourceUsage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CPU by NUMA node from the lines of /proc/stat that each CPU has, memory from each node's meminfo. Only where there is more than one. */
final class NumaUsageReader {
    private static final Reading<MilliCpu> NO_LINE = Reading.missing("/proc/stat lacks a CPU of the NUMA node");
    private static final String[] UNUSED = {"MemFree:", "Active(file):", "Inactive(file):", "SReclaimable:"};

    /** One NUMA node and what is kept of it between two reads. */
    private record Watched(NumaNode node, Source meminfo, CpuRate rate) {}

    private final KernelFiles files;
    private final String root;
    private @Nullable Machine machine;
    private List<Watched> watched = List.of();

    NumaUsageReader(KernelFiles files, String sysRoot) {
        this.files = files;
        this.root = sysRoot + "/devices/system/node";
    }

    /**
     * The usage of each NUMA node since the last call.
     *
     * @param stat the text of /proc/stat, empty if it could not be read
     */
    @SuppressWarnings("ReferenceEquality") // another object only when something of the machine has changed
    List<NumaUsage> read(Machine now, Beat beat, AsciiText stat, AsciiText text) {
        if (now != machine) {
            machine = now;
            watched.forEach(node -> node.meminfo.close());
            watched = now.numaNodes().size() < 2
                    ? List.of()
                    : now.numaNodes().stream()
                            .map(node -> new Watched(
                                    node,
                                    new Source(files.file(root + "/node" + node.id() + "/meminfo")),
                                    new CpuRate()))
                            .toList();
        }
        List<NumaUsage> usages = new ArrayList<>();
        for (Watched node : watched) {
            usages.add(new NumaUsage(
                    node.node.id(), new ResourceUsage(cpu(node, now, beat, stat), memory(node.meminfo, text))));
        }
        return usages;
    }

    private static Reading<MilliCpu> cpu(Watched node, Machine machine, Beat beat, AsciiText stat) {
        long sum = 0;
        int missing = machine.topology()
                .map(known -> known.cpuSet().intersect(node.node.cpus()).size())
                .toOptional()
                .orElse(0);
        for (int line = stat.nextLine(0); stat.startsWith(line, "cpu"); line = stat.nextLine(line)) {
            int cpu = cpuNumber(stat, line);
            if (cpu >= 0 && node.node.cpus().contains(cpu)) {
                long ticks = NodeReader.busyTicks(stat, line);
                missing -= ticks == AsciiText.NONE ? 0 : 1;
                sum += Math.max(0, ticks);
            }
        }
        if (missing != 0 || sum > Long.MAX_VALUE / NodeReader.NANOS_PER_TICK) {
            node.rate.reset();
            return NO_LINE;
        }
        return node.rate.next(sum * NodeReader.NANOS_PER_TICK, beat);
    }

    /** Of the line {@code cpu12 …}; -1 if it is another one. */
    private static int cpuNumber(AsciiText stat, int line) {
        long number = stat.countAfter(line, "cpu");
        return number >= 0 && number < 8192 ? (int) number : -1;
    }

    /** All but what is free or can be dropped. The keys stand behind {@code Node n }. */
    private static Reading<Bytes> memory(Source meminfo, AsciiText text) {
        if (!meminfo.read(text)) {
            return meminfo.missing();
        }
        long used = kib(text, "MemTotal:");
        for (String key : UNUSED) {
            long part = kib(text, key);
            if (used < 0 || part < 0 || part > used) {
                return meminfo.notUnderstood();
            }
            used -= part;
        }
        return used > Long.MAX_VALUE / 1024 ? meminfo.notUnderstood() : Reading.of(new Bytes(used * 1024));
    }

    private static long kib(AsciiText text, String key) {
        for (int line = 0; line < text.length(); line = text.nextLine(line)) {
            if (text.wordAt(line, 2).equals(key)) {
                return text.fieldAt(line, 3);
            }
        }
        return AsciiText.NONE;
    }
}
