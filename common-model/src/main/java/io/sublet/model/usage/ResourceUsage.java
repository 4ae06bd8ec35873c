package io.sublet.model.usage;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;

/** CPU and memory used over one window; each may be missing on its own. */
public record ResourceUsage(Reading<MilliCpu> cpu, Reading<Bytes> memory) {
    public static ResourceUsage of(long milliCpu, long bytes) {
        return new ResourceUsage(Reading.of(new MilliCpu(milliCpu)), Reading.of(new Bytes(bytes)));
    }

    public static ResourceUsage missing(String cause) {
        return new ResourceUsage(Reading.missing(cause), Reading.missing(cause));
    }

    public boolean isMissing() {
        return cpu.isMissing() && memory.isMissing();
    }
}
