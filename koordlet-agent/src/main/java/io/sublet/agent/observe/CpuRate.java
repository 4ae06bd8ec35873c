package io.sublet.agent.observe;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;

/** Turns a counter of CPU time into usage. The first sample of a counter has no rate, and neither has an impossible step. */
final class CpuRate {
    /** How much more than all CPUs a rate may show: counter and clock are not read at the same moment. */
    private static final double TOLERANCE = 1.1;

    private long lastCounter = -1;
    private long lastAt;

    /**
     * The usage since the last call.
     *
     * @param counter CPU time in nanoseconds
     * @param at monotonic time of the read, nanoseconds
     * @param cpus how many CPUs there are
     */
    Reading<MilliCpu> next(long counter, long at, int cpus) {
        long usedNanos = counter - lastCounter;
        long wallNanos = at - lastAt;
        boolean first = lastCounter < 0;
        lastCounter = counter;
        lastAt = at;
        if (first) {
            return Reading.missing("the first sample has no rate");
        }
        if (usedNanos < 0) {
            return Reading.missing("the counter of CPU time went backwards");
        }
        if (wallNanos <= 0) {
            return Reading.missing("no time has passed since the last sample");
        }
        MilliCpu used = MilliCpu.ofNanos(usedNanos, wallNanos);
        MilliCpu all = MilliCpu.ofCpus(cpus);
        if (used.value() > all.value() * TOLERANCE) {
            return Reading.missing("an impossible rate of CPU time: " + used + " on " + cpus + " CPUs");
        }
        return Reading.of(used.min(all));
    }

    /** Forgets the last sample, after a read that failed. */
    void reset() {
        lastCounter = -1;
    }
}
