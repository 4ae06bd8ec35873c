package io.sublet.agent.observe.group;

import java.time.Duration;

/**
 * How often a group's CPU and throttling are read; what is due is read in the tick nearest to that.
 *
 * @param cpu on cgroup v2 of the throttling too, which is in the same file
 */
public record Pace(Duration cpu, Duration throttling) {
    /** What is reported: a sample of CPU each second. */
    public static final Pace REPORTED = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(5));

    /** What is only looked at: containers, whose pod is reported as a whole. */
    public static final Pace SHOWN = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(5));

    /** What may burst, and has to be stopped in time. */
    public static final Pace CLOSE = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(1));
}
