package io.sublet.manager.view;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.util.Optional;

/** The batch resources in one resource list of a Node; each may be absent on its own. */
public record ExtendedAmount(Optional<MilliCpu> cpu, Optional<Bytes> memory) {
    public static final ExtendedAmount NONE = new ExtendedAmount(Optional.empty(), Optional.empty());

    public static ExtendedAmount of(CpuMemory amount) {
        return new ExtendedAmount(Optional.of(amount.cpu()), Optional.of(amount.memory()));
    }

    /** Both resources, or nothing if one is absent. */
    public Optional<CpuMemory> both() {
        return cpu.flatMap(c -> memory.map(m -> new CpuMemory(c, m)));
    }
}
