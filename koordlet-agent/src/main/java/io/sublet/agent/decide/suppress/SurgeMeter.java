package io.sublet.agent.decide.suppress;

import io.sublet.model.unit.MilliCpu;
import java.time.Duration;

/**
 * Tells a surge of online usage from its ordinary ups and downs. What goes beyond what there is for it is summed up, what stays below is taken off again; from a
 * certain sum on it is a surge (CUSUM; Page, Continuous Inspection Schemes, Biometrika 41, 1954). So a step to all CPUs is seen within some tens of milliseconds, a
 * small one the later the smaller it is, and single requests never.
 *
 * @param excess CPU time beyond, zero to what makes a surge
 * @param online CPU time that online usage took in {@code time}
 * @param time since the sum began to rise, or since best effort gave way last
 * @param begun whether {@code time} is a single look, which began before the surge did
 */
public record SurgeMeter(Duration excess, Duration online, Duration time, boolean begun) {
    public static final SurgeMeter NONE = new SurgeMeter(Duration.ZERO, Duration.ZERO, Duration.ZERO, false);

    /** A sum that makes a surge is this time of the whole node: a shorter one takes the collector of a Java service for one. */
    private static final Duration ENOUGH = Duration.ofMillis(30);

    /** By so much may the counter of a CPU be behind: a tick of most kernels. */
    private static final Duration BEHIND = Duration.ofMillis(4);

    /** A mean over less says little, since counters are behind. */
    private static final Duration SHORTEST = Duration.ofMillis(30);

    /**
     * With one more look.
     *
     * @param beyond CPU time beyond what there is, negative below it
     * @param took CPU time of online usage; negative where a counter was behind before and is not now
     * @param elapsed since the look before
     */
    public SurgeMeter next(Duration beyond, Duration took, Duration elapsed, MilliCpu capacity) {
        Duration sum = excess.plus(beyond);
        if (sum.isNegative() || sum.isZero()) {
            return NONE;
        }
        Duration most = enough(capacity);
        Duration bounded = sum.compareTo(most) > 0 ? most : sum;
        boolean begins = excess.isZero() || !beyond.isPositive();
        return begins || begun
                ? new SurgeMeter(bounded, took, elapsed, begins)
                : new SurgeMeter(bounded, online.plus(took), time.plus(elapsed), false);
    }

    /** Whether best effort has to give way now. */
    public boolean isSurge(MilliCpu capacity) {
        return excess.compareTo(enough(capacity)) >= 0 && time.compareTo(SHORTEST) >= 0;
    }

    /** Online usage since the sum began to rise, or since best effort gave way last. */
    public MilliCpu level() {
        return MilliCpu.ofNanos(online.toNanos(), time.toNanos()).atLeastZero();
    }

    /** By how much more the level may be. */
    public MilliCpu error(MilliCpu capacity) {
        return MilliCpu.ofNanos(BEHIND.toNanos() / 1000 * capacity.value(), Math.max(1, time.toNanos()));
    }

    /** After best effort has given way: what comes next is measured by itself, and goes on the sum of before. */
    public SurgeMeter answered() {
        return new SurgeMeter(excess, Duration.ZERO, Duration.ZERO, false);
    }

    private static Duration enough(MilliCpu capacity) {
        return Duration.ofNanos(ENOUGH.toNanos() / 1000 * capacity.value());
    }
}
