package io.sublet.agent.observe.group;

import java.time.Duration;

/**
 * The moment of one observation, as its readers see it.
 *
 * @param number of the observation, from 0
 * @param nanoTime monotonic
 * @param cpus how many CPUs are online; an upper bound while that is unknown
 * @param era counts the times that the machine was stopped or the agent was late; no rate reaches back over such a time
 * @param tick the usual time between two observations
 */
public record Beat(long number, long nanoTime, int cpus, long era, Duration tick) {
    /** How many observations apart something is read that is read so often; at least 1. */
    public int every(Duration period) {
        return (int) Math.max(1, period.toNanos() / Math.max(1, tick.toNanos()));
    }

    /**
     * The number of this observation, or of the first one after it, in which something is read that is read so often.
     *
     * @param phase not negative; with different ones things are read in different observations
     */
    public long nextTurn(Duration period, int phase) {
        return number + Math.floorMod(-(number + phase), every(period));
    }
}
