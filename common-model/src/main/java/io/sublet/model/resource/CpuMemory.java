package io.sublet.model.resource;

import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.CappedSum;
import io.sublet.model.unit.MilliCpu;

/** An amount of CPU and of memory; arithmetic is element by element. */
public record CpuMemory(MilliCpu cpu, Bytes memory) {
    public static final CpuMemory ZERO = new CpuMemory(MilliCpu.ZERO, Bytes.ZERO);

    public static CpuMemory of(long milliCpu, long bytes) {
        return new CpuMemory(new MilliCpu(milliCpu), new Bytes(bytes));
    }

    public CpuMemory plus(CpuMemory other) {
        return new CpuMemory(cpu.plus(other.cpu), memory.plus(other.memory));
    }

    /** The sum, ended at the largest number; of amounts that are not negative. */
    public CpuMemory plusCapped(CpuMemory other) {
        return of(CappedSum.of(cpu.value(), other.cpu.value()), CappedSum.of(memory.value(), other.memory.value()));
    }

    public CpuMemory minus(CpuMemory other) {
        return new CpuMemory(cpu.minus(other.cpu), memory.minus(other.memory));
    }

    public CpuMemory max(CpuMemory other) {
        return new CpuMemory(cpu.max(other.cpu), memory.max(other.memory));
    }

    public CpuMemory min(CpuMemory other) {
        return new CpuMemory(cpu.min(other.cpu), memory.min(other.memory));
    }

    public CpuMemory atLeastZero() {
        return max(ZERO);
    }
}
