package io.sublet.agent.observe;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.observe.group.CpuCounter;
import io.sublet.agent.observe.group.CpuRate;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;

/**
 * What node and tier have used over the last moments, between two observations. Both are counters of control groups: /proc/stat counts in ticks of
 * 10 ms for each CPU, which over so short a time is too coarse, and costs more the more CPUs there are.
 */
public final class FastWatch {
    /** Over a shorter time a few requests at once would look like a surge; over a longer one best effort would be in the way of a real one. */
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

    /** CPU used by the node and, of that, by the tier. */
    public record Usage(MilliCpu node, MilliCpu tier) {}

    FastWatch(CgroupFs cgroups) {
        this.cgroups = cgroups;
        this.node = new CpuCounter(cgroups, CgroupPath.ROOT);
        this.tier = node;
    }

    /**
     * Looks, and says what was used since the last look that is a window ago; missing while there is none, or for what could not be read.
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
        int base = base(nanoTime);
        Reading<Usage> used = base < 0
                ? Reading.missing("nobody looked a window ago")
                : usage(ofNode - nodeNanos[base], ofTier - tierNanos[base], nanoTime - at[base], cpus);
        int slot = (int) (looks++ % KEPT);
        at[slot] = nanoTime;
        nodeNanos[slot] = ofNode;
        tierNanos[slot] = ofTier;
        return used;
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

    /** The last look that is at least a window ago, or -1. */
    private int base(long nanoTime) {
        for (long look = looks - 1; look >= Math.max(0, looks - KEPT); look--) {
            int slot = (int) (look % KEPT);
            long age = nanoTime - at[slot];
            if (age >= WINDOW.toNanos()) {
                return age <= LONGEST_NANOS ? slot : -1;
            }
        }
        return -1;
    }

    private Reading<Usage> usage(long nodeGrown, long tierGrown, long elapsed, int cpus) {
        if (nodeGrown < 0 || tierGrown < 0) {
            looks = 0;
            return Reading.missing("a counter went backwards");
        }
        return CpuRate.of(nodeGrown, elapsed, cpus)
                .flatMap(used -> CpuRate.of(tierGrown, elapsed, cpus).map(ofTier -> new Usage(used, ofTier)));
    }

    /** The tier as it was, with the quotas of now. */
    public BestEffortTier refresh(BestEffortTier known) {
        TierReader reader = new TierReader(cgroups);
        return new BestEffortTier(
                known.path(),
                known.used(),
                reader.quota(known.path()),
                reader.period(known.path()),
                known.cpus(),
                known.effective(),
                known.allowed(),
                known.idle(),
                reader.members(known.path()));
    }
}
