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

    /** What is only shown: containers, whose pod is reported as a whole; no rule goes by their throttling and pressure. */
    public static final Pace SHOWN = of(10, 60, 30, 60);

    /** What is to have a memory limit that must not fall below its use, once something is written. */
    public static final Pace TO_LIMIT = of(10, 60, 10, 60);

    /** What gets a memory limit that must not fall below its use. */
    public static final Pace LIMITED = of(10, 60, 5, 60);

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
