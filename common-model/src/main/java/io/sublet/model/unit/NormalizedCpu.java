package io.sublet.model.unit;

/**
 * An amount of CPU in thousandths of a CPU of the cluster's base speed. On a machine whose CPUs are 1.2 times as fast, 1000
 * {@link MilliCpu} are 1200 of these; batch-cpu on Nodes counts them.
 *
 * @param value thousandths of a base CPU
 */
public record NormalizedCpu(long value) implements Comparable<NormalizedCpu> {
    public static final NormalizedCpu ZERO = new NormalizedCpu(0);

    /** What an amount on a machine is worth, rounded up as the protocol does. */
    public static NormalizedCpu of(MilliCpu machine, Ratio speed) {
        return new NormalizedCpu(speed.timesCeil(machine.value()));
    }

    /** The amount of the machine's own CPU that is surely covered: rounded down. */
    public MilliCpu onMachine(Ratio speed) {
        return new MilliCpu(speed.dividedFloor(value));
    }

    public NormalizedCpu min(NormalizedCpu other) {
        return value <= other.value ? this : other;
    }

    @Override
    public int compareTo(NormalizedCpu other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value + "m";
    }
}
