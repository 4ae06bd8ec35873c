package io.sublet.agent.observe.cache;

/**
 * How memory bandwidth can be divided.
 *
 * @param least smallest value
 * @param step between two values
 * @param groups most groups, the root group counted
 */
public record BandwidthKind(Unit unit, long least, long step, long most, int groups) {
    /** What a value counts. */
    public enum Unit {
        /** Percent of what each core can do; Intel. */
        PERCENT,
        /** Eighths of a gigabyte each second for each last-level cache; AMD. */
        EIGHTHS,
        /** Mebibytes each second for each last-level cache, held by the kernel's own feedback (mount option mba_MBps). */
        MEBIBYTES
    }
}
