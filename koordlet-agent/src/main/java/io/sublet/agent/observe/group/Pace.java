package io.sublet.agent.observe.group;

import java.time.Duration;

/**
 * How often a group is read; what is due is read in the tick nearest to that.
 *
 * @param cpu on cgroup v2 of the throttling too, which is in the same file
 */
public record Pace(Duration cpu, Duration throttling, Duration memory, Duration pressure) {
    /** What is reported, and what rules go by: a sample of CPU each second. Memory is reported as the mean of a minute or more. */
    public static final Pace REPORTED = of(1, 10, 10, 10);

    /** The same of what may be evicted, or lose page cache, by what it uses. */
    public static final Pace EVICTABLE = of(1, 10, 5, 10);

    /** What is only shown: containers, whose pod is reported as a whole. People and Prometheus look less often. */
    public static final Pace SHOWN = of(10, 30, 30, 30);

    /** What is to have a memory limit that must not fall below its use, once something is written. */
    public static final Pace TO_LIMIT = of(10, 30, 10, 30);

    /** What gets a memory limit that must not fall below its use. */
    public static final Pace LIMITED = of(10, 30, 5, 30);

    /** What may burst, and has to be stopped in time. */
    public static final Pace CLOSE = of(1, 1, 5, 10);

    private static Pace of(int cpu, int throttling, int memory, int pressure) {
        return new Pace(
                Duration.ofSeconds(cpu),
                Duration.ofSeconds(throttling),
                Duration.ofSeconds(memory),
                Duration.ofSeconds(pressure));
    }
}
