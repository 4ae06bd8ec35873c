package io.sublet.agent.history;

import java.time.Duration;
import java.time.Instant;

/**
 * When the next report is due. Intervals of ten seconds and more are spread by a tenth up or down, so that the nodes of a cluster
 * do not report in one moment.
 */
public final class ReportSchedule {
    private static final Duration FLOOR = Duration.ofSeconds(1);
    private static final Duration JITTERED_FROM = Duration.ofSeconds(10);

    private Instant next = Instant.MAX;
    private Duration interval = Duration.ZERO;

    /**
     * Whether a report is due; if it is, the next one is scheduled.
     *
     * @param wanted the interval that the policy asks for; a change starts it anew
     * @param random in 0..1
     */
    public boolean isDue(Instant now, Duration wanted, double random) {
        Duration floored = wanted.compareTo(FLOOR) < 0 ? FLOOR : wanted;
        if (!floored.equals(interval)) {
            interval = floored;
            next = now.plus(floored.compareTo(JITTERED_FROM) < 0 ? floored : floored.dividedBy(10));
        }
        if (now.isBefore(next)) {
            return false;
        }
        double spread = floored.compareTo(JITTERED_FROM) < 0 ? 0 : (random - 0.5) / 5;
        next = now.plusMillis((long) (floored.toMillis() * (1 + spread)));
        return true;
    }
}
