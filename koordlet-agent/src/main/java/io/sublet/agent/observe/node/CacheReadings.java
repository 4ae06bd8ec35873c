package io.sublet.agent.observe.node;

import java.util.List;

/**
 * What resctrl monitored when it was last looked at.
 *
 * @param number counts the times that it was looked at, from 1; between two of them the same is seen again
 */
public record CacheReadings(long number, List<CacheMonitor> monitors) {
    public CacheReadings {
        monitors = List.copyOf(monitors);
    }
}
