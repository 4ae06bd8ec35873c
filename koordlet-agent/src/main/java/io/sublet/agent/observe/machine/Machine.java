package io.sublet.agent.observe.machine;

import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.CpuBasicInfo;
import java.util.List;

/** What the machine is, as last read. The same object as long as nothing of it has changed. */
public record Machine(Reading<CpuTopology> topology, List<NumaNode> numaNodes, Reading<CpuBasicInfo> model) {
    public Machine {
        numaNodes = List.copyOf(numaNodes);
    }

    /** A machine of which nothing is known. */
    public static Machine unknown(String cause) {
        return new Machine(Reading.missing(cause), List.of(), Reading.missing(cause));
    }
}
