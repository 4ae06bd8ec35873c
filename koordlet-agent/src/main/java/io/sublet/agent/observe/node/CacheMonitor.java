package io.sublet.agent.observe.node;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;

/**
 * What one resctrl group uses of one last-level cache and of the memory behind it.
 *
 * @param group the name of its directory; empty for the root, which has all tasks of no other group
 * @param domain the cache, by the kernel's number
 * @param occupancy bytes in the cache
 * @param local moved from and to the memory of the same node
 * @param total moved from and to all memory
 */
public record CacheMonitor(String group, String domain, Reading<Bytes> occupancy, Moved local, Moved total) {
    /**
     * Bytes that were moved.
     *
     * @param counted as the kernel counts them, from some time on
     * @param perSecond in each second since it was last looked at
     */
    public record Moved(Reading<Long> counted, Reading<Long> perSecond) {}
}
