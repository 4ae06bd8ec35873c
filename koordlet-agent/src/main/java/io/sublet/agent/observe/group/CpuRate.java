package io.sublet.agent.observe.group;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;

/** Turns a counter of CPU time into usage; more than all CPUs can do is no usage but an error of the counter. */
public final class CpuRate {
    /** How much more than all CPUs a rate may show: counter and clock are not read at the same moment. */
    private static final double TOLERANCE = 1.1;

    private final CounterRate counter = new CounterRate();

    /**
     * The usage since the last call.
     *
     * @param nanos CPU time in nanoseconds
     */
    public Reading<MilliCpu> next(long nanos, Beat beat) {
        long grown = counter.growth(nanos, beat);
        if (grown == CounterRate.NONE) {
            return counter.why();
        }
        return of(grown, counter.elapsedNanos(), beat.cpus());
    }

    /**
     * The usage that a counter grew by.
     *
     * @param grown CPU time in nanoseconds
     * @param elapsed time in nanoseconds, more than 0
     * @param cpus that are online
     */
    public static Reading<MilliCpu> of(long grown, long elapsed, int cpus) {
        MilliCpu used = MilliCpu.ofNanos(grown, elapsed);
        long all = cpus * 1000L;
        if (used.value() > all * TOLERANCE) {
            return Reading.missing("an impossible rate of CPU time: " + used + " on " + cpus + " CPUs");
        }
        return Reading.of(used.value() > all ? new MilliCpu(all) : used);
    }

    /** Forgets the last sample, after a read that failed. */
    public void reset() {
        counter.reset();
    }
}
