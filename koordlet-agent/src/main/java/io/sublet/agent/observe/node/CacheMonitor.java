package io.sublet.agent.observe.node;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;

/**
 * What one resctrl group uses of one last-level cache and of the memory behind it.
 *
 * @param group the name of its directory; empty for the root, which has all tasks of no other group
 * @param domain the cache, by the kernel's number
 * @param occupancy bytes in the cache
 * @param localBytes moved from and to the memory of the same node, in each second since it was last looked at
 * @param totalBytes moved from and to all memory
 */
public record CacheMonitor(
        String group, String domain, Reading<Bytes> occupancy, Reading<Long> localBytes, Reading<Long> totalBytes) {}
