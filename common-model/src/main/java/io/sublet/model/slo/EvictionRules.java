package io.sublet.model.slo;

import io.sublet.model.unit.Percent;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * When best-effort pods are evicted: the eviction part of {@code resourceUsedThresholdWithBE} of NodeSLO.
 *
 * @param enabled off means that no pod is evicted for CPU or memory
 * @param satisfaction by how much of its CPU request best effort gets; absent unless both of its bounds are given
 * @param window over which CPU is averaged
 * @param cpuUsage by the node's CPU usage, percent of capacity
 * @param memoryUsage by the node's memory usage, percent of capacity
 * @param cpuAllocatable by what pods have requested, percent of what is offered to their class
 * @param memoryAllocatable the same of memory
 * @param usagePriority highest priority of pods that go by {@code cpuUsage}; absent is none of them
 * @param allocatablePriority highest priority of pods that go by what is allocatable; absent is none of them
 */
public record EvictionRules(
        boolean enabled,
        Optional<Satisfaction> satisfaction,
        Duration window,
        Optional<Band> cpuUsage,
        Band memoryUsage,
        Band cpuAllocatable,
        Band memoryAllocatable,
        OptionalInt usagePriority,
        OptionalInt allocatablePriority) {
    /** Percent of what a class is offered, from which and down to which pods go when they have requested more than that. */
    private static final Band OVERCOMMITTED = new Band(new Percent(110), new Percent(100));

    /** Off; memory from 70 % down to 68 %, CPU averaged over a minute. */
    public static final EvictionRules DEFAULT = new EvictionRules(
            false,
            Optional.empty(),
            Duration.ofMinutes(1),
            Optional.empty(),
            new Band(new Percent(70), new Percent(68)),
            OVERCOMMITTED,
            OVERCOMMITTED,
            OptionalInt.empty(),
            OptionalInt.empty());

    /**
     * From which share evictions begin, and down to which they go.
     *
     * @param lower below the threshold
     */
    public record Band(Percent threshold, Percent lower) {
        public Band {
            if (lower.compareTo(threshold) >= 0 && threshold.value() > 0) {
                throw new IllegalArgumentException("lower " + lower + " is not below " + threshold);
            }
        }
    }

    /**
     * Best effort is starved when it gets less than a share of what it has requested, and uses what it gets.
     *
     * @param lower share of the request from which it is starved
     * @param upper share of the request that is to be reached by evicting
     * @param usage share of the limit that is in use
     * @param limit what best effort gets
     */
    public record Satisfaction(Percent lower, Percent upper, Percent usage, Limit limit) {
        private static final int HIGHEST_LOWER = 60;

        /** Whether the bounds make sense: lower in 1..60, upper in 1..99 and not below it. Else nothing is evicted by them. */
        public boolean isUsable() {
            return lower.value() > 0
                    && lower.value() <= HIGHEST_LOWER
                    && upper.compareTo(Percent.HUNDRED) < 0
                    && lower.compareTo(upper) <= 0;
        }
    }

    /** What counts as what best effort gets. */
    public enum Limit {
        /** What it is held to now. */
        REAL("evictByRealLimit"),
        /** What the node offers to batch. */
        ALLOCATABLE("evictByAllocatable");

        private final String wireName;

        Limit(String wireName) {
            this.wireName = wireName;
        }

        public static Optional<Limit> parse(String text) {
            for (Limit limit : values()) {
                if (limit.wireName.equals(text)) {
                    return Optional.of(limit);
                }
            }
            return Optional.empty();
        }
    }
}
