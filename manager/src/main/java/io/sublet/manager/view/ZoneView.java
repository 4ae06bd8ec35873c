package io.sublet.manager.view;

import io.sublet.model.resource.CpuMemory;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * One zone of a NodeResourceTopology.
 *
 * @param allocatable its CPU and memory, zero for the one that it does not list; empty if it lists neither
 * @param batchCpu in CPUs of base speed
 */
public record ZoneView(String name, Optional<CpuMemory> allocatable, ZoneAmount batchCpu, ZoneAmount batchMemory) {
    /**
     * One batch resource of a zone.
     *
     * @param index where it stands in the zone's list; empty if it does not
     * @param value its amount, in the unit of the resource; empty if it is absent, cannot be read or its three amounts differ
     */
    public record ZoneAmount(OptionalInt index, OptionalLong value) {
        public static final ZoneAmount ABSENT = new ZoneAmount(OptionalInt.empty(), OptionalLong.empty());
    }

    public boolean showsBatch() {
        return batchCpu.index().isPresent() || batchMemory.index().isPresent();
    }
}
