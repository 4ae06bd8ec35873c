package io.sublet.agent.observe.node;

import io.sublet.agent.observe.group.GroupPressure;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import java.util.List;

/**
 * What is known of the node beside its CPU; each part was read within the last seconds.
 *
 * @param cold page cache that was idle for about five minutes; only where the kernel tracks that
 * @param numa empty on a machine without NUMA
 */
public record NodeDetail(
        Reading<NodeMemory> memory,
        Reading<Bytes> cold,
        GroupPressure pressure,
        List<NumaUsage> numa,
        Reading<List<DiskUsage>> disks,
        Reading<List<NetworkUsage>> networks,
        Reading<CacheReadings> caches) {
    public NodeDetail {
        numa = List.copyOf(numa);
    }

    public static NodeDetail missing(String cause) {
        return new NodeDetail(
                Reading.missing(cause),
                Reading.missing(cause),
                GroupPressure.missing(cause),
                List.of(),
                Reading.missing(cause),
                Reading.missing(cause),
                Reading.missing(cause));
    }
}
