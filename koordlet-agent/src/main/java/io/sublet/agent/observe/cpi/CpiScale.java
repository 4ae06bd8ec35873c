package io.sublet.agent.observe.cpi;

import io.sublet.agent.kernel.PerfCount;
import io.sublet.agent.observe.group.Cpi;
import io.sublet.model.reading.Reading;
import java.util.List;

/** Makes cycles and instructions of a group of what was counted of them on each CPU while they had counters. Pure. */
final class CpiScale {
    /** With counters for less of the time than this, what was counted stands for too much that was not. */
    private static final double LEAST_SHARE = 0.05;

    /** No CPU finishes more instructions in a cycle. */
    private static final double MOST_PER_CYCLE = 16;

    /** No program that gets anywhere needs more cycles for an instruction. */
    private static final double MOST_CYCLES = 1000;

    private CpiScale() {}

    /**
     * The sum over all CPUs. Each is scaled by how long its counters counted of the time that the group ran there.
     *
     * @param counts of each CPU: cycles, then instructions
     * @param sample the number of the measurement
     */
    static Reading<Cpi> of(List<PerfCount> counts, long sample) {
        double enabled = 0;
        double running = 0;
        double ran = 0;
        double cycles = 0;
        double instructions = 0;
        for (PerfCount count : counts) {
            if (!isPossible(count)) {
                return Reading.missing("the counters are absurd: " + count);
            }
            enabled += count.enabledNanos();
            running += count.runningNanos();
            if (count.runningNanos() > 0) {
                double scale = (double) count.enabledNanos() / count.runningNanos();
                ran += count.enabledNanos();
                cycles += count.values().get(0) * scale;
                instructions += count.values().get(1) * scale;
            }
        }
        if (enabled == 0) {
            return Reading.missing("the group did not run");
        }
        if (running < enabled * LEAST_SHARE) {
            return Reading.missing("others use the counters: they counted for " + Math.round(100 * running / enabled)
                    + " % of the time");
        }
        // Of CPUs whose counters were never free, as much as of the others.
        return cpi(cycles * enabled / ran, instructions * enabled / ran, sample);
    }

    private static boolean isPossible(PerfCount count) {
        return count.values().size() == 2
                && count.values().stream().allMatch(value -> value >= 0)
                && count.runningNanos() >= 0
                && count.runningNanos() <= count.enabledNanos();
    }

    private static Reading<Cpi> cpi(double cycles, double instructions, long sample) {
        if (cycles < 1 || instructions < 1) {
            return Reading.missing("nothing was counted");
        }
        double ratio = cycles / instructions;
        if (ratio * MOST_PER_CYCLE < 1 || ratio > MOST_CYCLES || cycles >= Long.MAX_VALUE) {
            return Reading.missing("the counters are absurd: " + ratio + " cycles for an instruction");
        }
        return Reading.of(new Cpi((long) cycles, (long) instructions, sample));
    }
}
