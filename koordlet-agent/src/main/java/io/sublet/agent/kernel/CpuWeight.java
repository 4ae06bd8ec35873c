package io.sublet.agent.kernel;

/** The weight of CPU on cgroup v2 that stands for shares of v1. */
public final class CpuWeight {
    private static final long LEAST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;
    private static final long MOST_WEIGHT = 10_000;

    private CpuWeight() {}

    /**
     * What container runtimes write to cpu.weight for so many shares; see KEP-2254.
     *
     * @return 1..10000
     */
    public static long ofShares(long shares) {
        return Math.clamp(
                1 + (shares - LEAST_SHARES) * (MOST_WEIGHT - 1) / (MOST_SHARES - LEAST_SHARES), 1, MOST_WEIGHT);
    }
}
