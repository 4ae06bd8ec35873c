package io.sublet.agent.observe.group;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;

/**
 * What was seen of one control group. CPU is of the time since it was read before, a second or ten; the rest
 * was read within the last seconds, of what is only shown within half a minute.
 *
 * @param cold page cache that was idle for about five minutes; only where the kernel tracks that
 */
public record GroupObservation(
        Reading<MilliCpu> cpu,
        Reading<GroupMemory> memory,
        Reading<Bytes> cold,
        Reading<Throttling> throttling,
        GroupPressure pressure) {
    /** The memory that counts as used; the hot page cache counts only where the kernel tracks which that is. */
    public Reading<Bytes> usedMemory(MemoryCollectPolicy policy) {
        return memory.map(kinds -> switch (policy) {
            case WITHOUT_PAGE_CACHE -> kinds.anonymous();
            case WITH_PAGE_CACHE -> kinds.withPageCache();
            case WITH_HOT_PAGE_CACHE ->
                cold.map(idle -> kinds.withPageCache().minus(idle).atLeastZero())
                        .toOptional()
                        .orElse(kinds.anonymous());
        });
    }

    /** The same with another memory. */
    public GroupObservation with(Reading<GroupMemory> other) {
        return new GroupObservation(cpu, other, cold, throttling, pressure);
    }

    public static GroupObservation missing(String cause) {
        return new GroupObservation(
                Reading.missing(cause),
                Reading.missing(cause),
                Reading.missing(cause),
                Reading.missing(cause),
                GroupPressure.missing(cause));
    }
}
