package io.sublet.model.slo;

import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.Percent;
import java.util.Optional;

/**
 * How the kernel treats the memory of pods: {@code memoryQOS}. Watermarks and priorities exist on kernels of the Anolis family only.
 *
 * @param min share of the request that is never reclaimed (memory.min), 0..100
 * @param low share of the request that is reclaimed last (memory.low), 0..100
 * @param throttling where between request and limit allocations are slowed down (memory.high), 0..100; 0 is nowhere
 * @param high the same as a share of the limit, 0..100, in place of {@code throttling}; absent from what Koordinator says
 * @param watermark where the group reclaims by itself
 * @param priorityOom whether the out-of-memory killer goes by {@code priority}
 * @param priority 0 (killed first)..12
 * @param oomGroup whether the whole group is killed when one of its processes is
 */
public record MemoryQos(
        boolean enabled,
        Percent min,
        Percent low,
        Percent throttling,
        Optional<Percent> high,
        Watermark watermark,
        boolean priorityOom,
        int priority,
        boolean oomGroup) {
    private static final Percent ZERO = new Percent(0);

    /** As a kernel is that nobody has touched. */
    public static final MemoryQos NONE =
            new MemoryQos(false, ZERO, ZERO, ZERO, new Watermark(0, 50, 0), false, 0, false);

    /** As Koordinator says it. */
    public MemoryQos(
            boolean enabled,
            Percent min,
            Percent low,
            Percent throttling,
            Watermark watermark,
            boolean priorityOom,
            int priority,
            boolean oomGroup) {
        this(enabled, min, low, throttling, Optional.empty(), watermark, priorityOom, priority, oomGroup);
    }

    /**
     * Reclaim in the background, before a limit is reached.
     *
     * @param ratio percent of the limit at which it begins, 0..100; 0 is off
     * @param scalePermill distance between the watermarks in thousandths of the limit, 1..1000
     * @param minAdj shift of the node's lowest watermark for this group, -25..50; below zero the group reclaims later than others
     */
    public record Watermark(int ratio, int scalePermill, int minAdj) {}

    /** These with what a PodQoS says put over them; it need not be enabled for the class. */
    public MemoryQos overriddenBy(PodQosRule.Memory own) {
        return own.equals(PodQosRule.Memory.NONE)
                ? this
                : new MemoryQos(
                        true,
                        own.min().orElse(min),
                        own.low().orElse(low),
                        throttling,
                        own.high().or(() -> high),
                        watermark,
                        priorityOom,
                        priority,
                        own.oomGroup().orElse(oomGroup));
    }

    /** What an enabled class has where the policy says no more, as Koordinator has it. */
    public static MemoryQos defaultFor(QosClass qos) {
        Watermark watermark = switch (qos) {
            case LSE, LSR, LS -> new Watermark(95, 20, -25);
            case BE -> new Watermark(95, 20, 50);
            case SYSTEM -> NONE.watermark;
        };
        return new MemoryQos(true, ZERO, ZERO, ZERO, watermark, false, 0, false);
    }
}
