package io.sublet.e2e.scenario;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much of the CPU that nobody else wanted a group has used since this was made. */
public final class IdleUse {
    private static final Path STAT = Path.of("/proc/stat");

    /** A clock tick of /proc/stat, proc_pid_stat(5): USER_HZ is 100 on every platform that Kubernetes runs on. */
    private static final long NANOS_PER_TICK = 10_000_000L;

    /** In the first line of /proc/stat, counted after the word "cpu": idle and iowait. */
    private static final int IDLE = 3;

    private static final int IOWAIT = 4;

    private final GroupCpu group;
    private final long usedBefore;
    private final long idleBefore;

    public IdleUse(GroupCpu group) {
        this.group = group;
        this.usedBefore = group.usedNanos();
        this.idleBefore = idleNanos();
    }

    /** Used by the group, as a part of what it used and what stayed idle, 0..1. */
    public double ratio() {
        double used = group.usedNanos() - usedBefore;
        double idle = idleNanos() - idleBefore;
        return used + idle <= 0 ? 0 : used / (used + idle);
    }

    private static long idleNanos() {
        try {
            String[] ticks = Files.readString(STAT)
                    .lines()
                    .findFirst()
                    .orElseThrow()
                    .substring("cpu".length())
                    .strip()
                    .split(" ", -1);
            return (Long.parseLong(ticks[IDLE]) + Long.parseLong(ticks[IOWAIT])) * NANOS_PER_TICK;
        } catch (IOException e) {
            throw new ClusterException("the machine's CPU use cannot be read", e);
        }
    }
}
