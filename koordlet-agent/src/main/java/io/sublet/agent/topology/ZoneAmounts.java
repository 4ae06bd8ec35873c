package io.sublet.agent.topology;

import io.sublet.agent.observe.machine.NumaNode;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import java.util.LinkedHashMap;
import java.util.Map;

/** The amounts of a zone. Memory in huge pages is none that pods could have otherwise. */
final class ZoneAmounts {
    static final CpuMemory NOTHING = CpuMemory.ZERO;

    private static final long MIB = 1 << 20;

    private ZoneAmounts() {}

    static Zone of(NumaNode numa, CpuTopology topology, CpuMemory reserved) {
        Map<String, Zone.Amount> amounts = new LinkedHashMap<>();
        MilliCpu cpu = MilliCpu.ofCpus(numa.cpus().intersect(topology.cpuSet()).size());
        amounts.put(
                ResourceNames.CPU,
                new Zone.Amount(
                        Quantities.format(cpu),
                        Quantities.format(cpu.minus(reserved.cpu()).atLeastZero())));
        if (numa.memory() instanceof Reading.Value<Bytes>(Bytes total)) {
            Bytes huge = numa.hugePages().values().stream().reduce(Bytes.ZERO, Bytes::plus);
            Bytes memory = total.minus(huge).atLeastZero();
            amounts.put(
                    ResourceNames.MEMORY,
                    new Zone.Amount(
                            Quantities.format(memory),
                            Quantities.format(memory.minus(reserved.memory()).atLeastZero())));
        }
        numa.hugePages()
                .forEach((page, bytes) -> amounts.put(
                        "hugepages-" + pageName(page),
                        new Zone.Amount(Quantities.format(bytes), Quantities.format(bytes))));
        return new Zone(numa.id(), amounts);
    }

    /** One of so many equal parts, rounded up. */
    static CpuMemory share(CpuMemory whole, int parts) {
        return CpuMemory.of(
                Math.ceilDiv(whole.cpu().value(), (long) parts),
                Math.ceilDiv(whole.memory().value(), (long) parts));
    }

    /** {@code 2Mi}, {@code 1Gi}, {@code 64Ki}, as Kubernetes names resources of huge pages. */
    private static String pageName(long bytes) {
        if (bytes % (MIB << 10) == 0) {
            return (bytes / (MIB << 10)) + "Gi";
        }
        return bytes % MIB == 0 ? bytes / MIB + "Mi" : bytes / 1024 + "Ki";
    }
}
