package io.sublet.model.unit;

/**
 * An amount of CPU in thousandths of a logical CPU. May be negative as the result of a subtraction; what is offered or
 * written is clamped by {@link #atLeastZero()} first.
 *
 * @param value milli-CPU
 */
public record MilliCpu(long value) implements Comparable<MilliCpu> {
    public static final MilliCpu ZERO = new MilliCpu(0);

    /** Whole logical CPUs. */
    public static MilliCpu ofCpus(long cpus) {
        return new MilliCpu(Math.multiplyExact(cpus, 1000L));
    }

    /** CPU time used over a span of wall time, truncated to a thousandth as NodeMetric reports it. */
    public static MilliCpu ofNanos(long cpuNanos, long wallNanos) {
        if (wallNanos <= 0) {
            throw new IllegalArgumentException("a span of wall time must be positive, was " + wallNanos + " ns");
        }
        return new MilliCpu((long) ((double) cpuNanos * 1000 / wallNanos));
    }

    public MilliCpu plus(MilliCpu other) {
        return new MilliCpu(Math.addExact(value, other.value));
    }

    public MilliCpu minus(MilliCpu other) {
        return new MilliCpu(Math.subtractExact(value, other.value));
    }

    /** This share of the amount, truncated to a milli-CPU. */
    public MilliCpu times(Percent percent) {
        return new MilliCpu(percent.of(value));
    }

    /** What this counts for where CPU is offered amplified by a ratio, rounded up as the protocol does. */
    public MilliCpu amplifiedBy(Ratio ratio) {
        return new MilliCpu(ratio.timesCeil(value));
    }

    /** The largest amount that amplified by a ratio is not more than this. */
    public MilliCpu beforeAmplificationBy(Ratio ratio) {
        return new MilliCpu(ratio.dividedFloor(value));
    }

    public MilliCpu max(MilliCpu other) {
        return value >= other.value ? this : other;
    }

    public MilliCpu min(MilliCpu other) {
        return value <= other.value ? this : other;
    }

    public MilliCpu atLeastZero() {
        return max(ZERO);
    }

    /** The number of whole CPUs that holds this amount, rounded up; zero for a negative amount. */
    public int wholeCpus() {
        return Math.toIntExact(Math.max(0, Math.ceilDiv(value, 1000L)));
    }

    @Override
    public int compareTo(MilliCpu other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value + "m";
    }
}
