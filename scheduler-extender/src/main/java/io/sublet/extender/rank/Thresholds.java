package io.sublet.extender.rank;

import io.sublet.model.unit.Percent;

/** Highest usage, in percent of allocatable, with which a node takes another pod; 0 does not look at that resource. */
public record Thresholds(Percent cpu, Percent memory) {
    public static final Thresholds OFF = of(0, 0);

    public Thresholds {
        if (cpu.value() > 100 || memory.value() > 100) {
            throw new IllegalArgumentException("usage thresholds are 0..100 percent, were " + cpu + " and " + memory);
        }
    }

    public static Thresholds of(long cpu, long memory) {
        return new Thresholds(new Percent(cpu), new Percent(memory));
    }

    public boolean isOff() {
        return cpu.value() == 0 && memory.value() == 0;
    }
}
