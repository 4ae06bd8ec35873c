package io.sublet.agent.decide.suppress;

import io.sublet.agent.observe.FastWatch;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;

/**
 * Tells a surge of online usage from its ordinary ups and downs. What goes beyond what there is for it is summed up, what stays below is taken off again; from a
 * certain sum on it is a surge (CUSUM; Page, Continuous Inspection Schemes, Biometrika 41, 1954). So a step to all CPUs is seen within some tens of milliseconds, a
 * small one the later the smaller it is, and single requests never.
 *
 * @param excess CPU time beyond, zero to what makes a surge
 * @param all CPU time that the node took in {@code time}
 * @param online CPU time that online usage took in it
 * @param time since the sum began to rise, or since best effort gave way last
 * @param begun whether {@code time} is a single look, which began before the surge did
 */
public record SurgeMeter(Duration excess, Duration all, Duration online, Duration time, boolean begun) {
    public static final SurgeMeter NONE =
            new SurgeMeter(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, false);

    /** A sum that makes a surge is this time of the whole node: a shorter one takes the collector of a Java service for one. */
    private static final Duration ENOUGH = Duration.ofMillis(30);

    /** By so much may the counter of a CPU be behind: a tick of most kernels. */
    private static final Duration BEHIND = Duration.ofMillis(4);

    /** Over less a node may look full because best effort spends its quota at the beginning. */
    private static final Duration PERIOD = Duration.ofMillis(100);

    /** A mean over less says little, since counters are behind. */
    private static final Duration SHORTEST = Duration.ofMillis(30);

    /**
     * With one more look.
     *
     * @param beyond CPU time beyond what there is, negative below it
     * @param usage since the look before; online usage is negative where a counter was behind before and is not now
     */
    public SurgeMeter next(Duration beyond, FastWatch.Usage usage, MilliCpu capacity) {
        Duration sum = excess.plus(beyond);
        if (sum.isNegative() || sum.isZero()) {
            return NONE;
        }
        Duration most = enough(capacity);
        Duration bounded = sum.compareTo(most) > 0 ? most : sum;
        boolean begins = excess.isZero() || !beyond.isPositive();
        return begins || begun
                ? new SurgeMeter(bounded, usage.all(), usage.online(), usage.elapsed(), begins)
                : new SurgeMeter(
                        bounded, all.plus(usage.all()), online.plus(usage.online()), time.plus(usage.elapsed()), false);
    }

    /** Whether best effort has to give way now. */
    public boolean isSurge(MilliCpu capacity) {
        return excess.compareTo(enough(capacity)) >= 0 && time.compareTo(SHORTEST) >= 0;
    }

    /** Online usage since the sum began to rise, or since best effort gave way last. */
    public MilliCpu level() {
        return MilliCpu.ofNanos(online.toNanos(), time.toNanos()).atLeastZero();
    }

    /**
     * The most that online usage may have been, of a surge; no more than the node has, unless more was counted. All of the node where it was full for a period of a quota: what
     * of it best effort had then may be what online pods were kept from.
     */
    public MilliCpu most(MilliCpu capacity) {
        MilliCpu node = MilliCpu.ofNanos(all.plus(behind(capacity)).toNanos(), time.toNanos());
        boolean full = time.compareTo(PERIOD) >= 0 && node.compareTo(capacity) >= 0;
        MilliCpu bound = MilliCpu.ofNanos(online.plus(behind(capacity)).toNanos(), time.toNanos());
        return full ? level().max(capacity) : bound.min(level().max(capacity));
    }

    private static Duration behind(MilliCpu capacity) {
        return Duration.ofNanos(BEHIND.toNanos() / 1000 * capacity.value());
    }

    /** After best effort has given way: what comes next is measured by itself, and goes on the sum of before. */
    public SurgeMeter answered() {
        return new SurgeMeter(excess, Duration.ZERO, Duration.ZERO, Duration.ZERO, false);
    }

    private static Duration enough(MilliCpu capacity) {
        return Duration.ofNanos(ENOUGH.toNanos() / 1000 * capacity.value());
    }
}
