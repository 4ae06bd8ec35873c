package io.sublet.model.usage;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import java.util.Map;

/**
 * Resources used over one window; each may be missing on its own.
 *
 * @param others resources besides CPU and memory, in whole units by name; hardly any agent reports some
 */
public record ResourceUsage(Reading<MilliCpu> cpu, Reading<Bytes> memory, Map<String, Long> others) {
    public ResourceUsage {
        others = Map.copyOf(others);
    }

    public ResourceUsage(Reading<MilliCpu> cpu, Reading<Bytes> memory) {
        this(cpu, memory, Map.of());
    }

    public static ResourceUsage of(long milliCpu, long bytes) {
        return new ResourceUsage(Reading.of(new MilliCpu(milliCpu)), Reading.of(new Bytes(bytes)));
    }

    public static ResourceUsage missing(String cause) {
        return new ResourceUsage(Reading.missing(cause), Reading.missing(cause));
    }

    public boolean isMissing() {
        return cpu.isMissing() && memory.isMissing() && others.isEmpty();
    }
}
