package io.sublet.agent.history;

import java.time.Duration;

/**
 * When the next report is due: the first at once, so that the manager need not wait for a node that has just come up; a second one soon, when
 * averages are worth something; from then on at the interval. Intervals of ten seconds and more are spread by a tenth up or down, so that the
 * nodes of a cluster do not report in one moment.
 */
public final class ReportSchedule {
    private static final Duration FLOOR = Duration.ofSeconds(1);
    private static final Duration JITTERED_FROM = Duration.ofSeconds(10);

    private Duration next = Duration.ZERO;
    private Duration interval = Duration.ZERO;

    /**
     * Whether a report is due; if it is, the next one is scheduled.
     *
     * @param now time since a fixed moment, by a clock that does not step
     * @param wanted the interval that the policy asks for; a change starts it anew
     * @param random in 0..1
     */
    public boolean isDue(Duration now, Duration wanted, double random) {
        Duration floored = wanted.compareTo(FLOOR) < 0 ? FLOOR : wanted;
        boolean jittered = floored.compareTo(JITTERED_FROM) >= 0;
        if (!floored.equals(interval)) {
            boolean first = interval.isZero();
            interval = floored;
            next = now.plus(spread(soon(), jittered, random));
            if (first) {
                return true;
            }
        }
        if (now.compareTo(next) < 0) {
            return false;
        }
        next = now.plus(spread(floored, jittered, random));
        return true;
    }

    private Duration soon() {
        return interval.compareTo(JITTERED_FROM) < 0 ? interval : interval.dividedBy(10);
    }

    private static Duration spread(Duration length, boolean jittered, double random) {
        return jittered ? Duration.ofNanos((long) (length.toNanos() * (1 + (random - 0.5) / 5))) : length;
    }
}
