package io.sublet.agent.observe;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.kernel.CpuQuota;
import io.sublet.agent.observe.group.CpuCounter;
import io.sublet.agent.observe.group.CpuRate;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.List;

/**
 * What node and tier have used over the last moments, between two observations. Both are counters of control groups: /proc/stat counts in ticks of
 * 10 ms for each CPU, which over so short a time is too coarse, and costs more the more CPUs there are.
 */
public final class FastWatch {
    /** Over which the node's usage is looked at. Over a shorter time the ticks in which counters grow show as usage. */
    public static final Duration WINDOW = Duration.ofMillis(80);

    /** A rate over a longer time would not show a surge. */
    private static final long LONGEST_NANOS = 2_000_000_000L;

    /** More than a window of looks at their shortest distance, 10 ms. */
    private static final int KEPT = 16;

    private final CgroupFs cgroups;
    private final CpuCounter node;
    private final AsciiText text = new AsciiText();
    private final long[] at = new long[KEPT];
    private final long[] nodeNanos = new long[KEPT];
    private final long[] tierNanos = new long[KEPT];
    private CgroupPath tierPath = CgroupPath.ROOT;
    private CpuCounter tier;
    private long looks;

    /**
     * What a look has seen.
     *
     * @param node used by all over the window
     * @param all CPU time of the node since the look before
     * @param online CPU time of all but the tier since the look before; a counter that was behind by a tick then may make it negative
     * @param elapsed since the look before
     */
    public record Usage(MilliCpu node, Duration all, Duration online, Duration elapsed) {}

    FastWatch(CgroupFs cgroups) {
        this.cgroups = cgroups;
        this.node = new CpuCounter(cgroups, CgroupPath.ROOT);
        this.tier = node;
    }

    /**
     * Looks; missing while there was no look a window ago, or for what could not be read.
     *
     * @param nanoTime monotonic
     * @param cpus that are online; more than these can do is an error of a counter
     */
    public Reading<Usage> look(CgroupPath path, long nanoTime, int cpus) {
        follow(path);
        long ofNode = node.nanos(text);
        if (ofNode == AsciiText.NONE) {
            looks = 0;
            return node.why();
        }
        long ofTier = tier.nanos(text);
        if (ofTier == AsciiText.NONE) {
            looks = 0;
            return tier.why();
        }
        int slot = keep(nanoTime, ofNode, ofTier);
        int base = windowAgo(nanoTime);
        return base < 0 ? Reading.missing("nobody looked a window ago") : usage(base, slot, cpus);
    }

    /** A counter that goes backwards is another one's: nothing from before can be compared with it. */
    private int keep(long nanoTime, long ofNode, long ofTier) {
        int last = (int) ((looks + KEPT - 1) % KEPT);
        if (looks > 0 && (ofNode < nodeNanos[last] || ofTier < tierNanos[last])) {
            looks = 0;
        }
        int slot = (int) (looks++ % KEPT);
        at[slot] = nanoTime;
        nodeNanos[slot] = ofNode;
        tierNanos[slot] = ofTier;
        return slot;
    }

    private void follow(CgroupPath path) {
        if (!path.equals(tierPath)) {
            if (tier != node) {
                tier.close();
            }
            tier = new CpuCounter(cgroups, path);
            tierPath = path;
            looks = 0;
        }
    }

    /** The last look before this one that is at least a window ago, or -1. */
    private int windowAgo(long nanoTime) {
        for (long look = looks - 2; look >= Math.max(0, looks - KEPT); look--) {
            int slot = (int) (look % KEPT);
            long age = nanoTime - at[slot];
            if (age >= WINDOW.toNanos()) {
                return age <= LONGEST_NANOS ? slot : -1;
            }
        }
        return -1;
    }

    private Reading<Usage> usage(int from, int to, int cpus) {
        int last = (to + KEPT - 1) % KEPT;
        long all = nodeNanos[to] - nodeNanos[last];
        long online = all - (tierNanos[to] - tierNanos[last]);
        long elapsed = at[to] - at[from];
        return CpuRate.of(nodeNanos[to] - nodeNanos[from], elapsed, cpus)
                .flatMap(node -> CpuRate.of(tierNanos[to] - tierNanos[from], elapsed, cpus)
                        .map(tier -> new Usage(
                                node,
                                Duration.ofNanos(all),
                                Duration.ofNanos(online),
                                Duration.ofNanos(at[to] - at[last]))));
    }

    /** The tier as it was, with its own quota of now: a single file. */
    public BestEffortTier withQuota(BestEffortTier known) {
        return with(known, new TierReader(cgroups).quota(known.path()), known.period(), known.members());
    }

    /** The tier as it was, with the quotas of now. */
    public BestEffortTier refresh(BestEffortTier known) {
        TierReader reader = new TierReader(cgroups);
        return with(known, reader.quota(known.path()), reader.period(known.path()), reader.members(known.path()));
    }

    private static BestEffortTier with(
            BestEffortTier known, Reading<CpuQuota> quota, Reading<Duration> period, List<TierMember> members) {
        return new BestEffortTier(
                known.path(),
                known.used(),
                quota,
                period,
                known.cpus(),
                known.effective(),
                known.allowed(),
                known.idle(),
                members);
    }
}
