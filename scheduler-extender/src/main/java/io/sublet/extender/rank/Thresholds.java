package io.sublet.extender.rank;

/**
 * Highest usage with which a node takes another pod; 0 does not look at that resource.
 *
 * @param percents of allocatable, 0..100
 */
public record Thresholds(LoadVector percents) {
    public static final Thresholds OFF = new Thresholds(LoadVector.ZERO);

    public Thresholds {
        if (percents.smallest() < 0 || percents.largest() > 100) {
            throw new IllegalArgumentException("usage thresholds are 0..100 percent, were " + percents);
        }
    }

    /** On CPU and memory alone. */
    public static Thresholds of(long cpu, long memory) {
        return new Thresholds(LoadVector.of(cpu, memory));
    }

    public boolean isOff() {
        return percents.isZero();
    }
}
