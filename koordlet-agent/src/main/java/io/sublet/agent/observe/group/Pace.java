package io.sublet.agent.observe.group;

import java.time.Duration;

/**
 * How often a group is read; what is due is read in the tick nearest to that.
 *
 * @param cpu on cgroup v2 of the throttling too, which is in the same file
 */
public record Pace(Duration cpu, Duration throttling, Duration memory, Duration pressure) {
    /** What is reported, and what rules go by: a sample of CPU each second. */
    public static final Pace REPORTED = of(1, 5, 5, 10);

    /** What is only shown: containers, whose pod is reported as a whole. People and Prometheus look less often. */
    public static final Pace SHOWN = of(10, 10, 10, 30);

    /** What has a memory limit that must not fall below its use. */
    public static final Pace LIMITED = of(10, 10, 5, 30);

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
