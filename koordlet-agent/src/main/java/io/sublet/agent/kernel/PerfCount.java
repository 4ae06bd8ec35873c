package io.sublet.agent.kernel;

import java.util.List;

/**
 * What was counted of a group on one CPU. A CPU has fewer counters than there may be events, so that they take turns.
 *
 * @param enabledNanos how long the group has run on this CPU while it was counted
 * @param runningNanos how long the events had a counter of that
 * @param values of each event, counted while it had a counter
 */
public record PerfCount(long enabledNanos, long runningNanos, List<Long> values) {
    public PerfCount {
        values = List.copyOf(values);
    }
}
