package io.sublet.agent.decide.watermark;

import java.util.Locale;

/** Where a rule stands, for people and metrics. */
public enum Standing {
    KEPT,
    /** Bad, but not for long enough. */
    PASSED,
    /** Not in force, and without a number. */
    UNKNOWN,
    IN_FORCE,
    /** In force, and giving back what it has taken. */
    EASING,
    /** Ended; the node stays closed for a while. */
    COOLING;

    public boolean isInForce() {
        return this == IN_FORCE || this == EASING;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
