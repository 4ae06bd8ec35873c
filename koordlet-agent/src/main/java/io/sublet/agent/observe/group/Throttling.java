package io.sublet.agent.observe.group;

/**
 * How often a group's CPU quota ran out since it was last looked at.
 *
 * @param periods of the quota in which the group had work
 * @param throttled those in which it was stopped
 */
public record Throttling(long periods, long throttled) {
    /** The share of periods in which it was stopped, 0..1; 0 without a period. */
    public double ratio() {
        return periods == 0 ? 0 : (double) throttled / periods;
    }
}
