package io.sublet.agent.observe;

import io.sublet.agent.kernel.AsciiText;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.CgroupPath;
import io.sublet.agent.observe.group.Beat;
import io.sublet.agent.observe.group.GroupReader;
import io.sublet.agent.observe.node.NodeReader;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.MilliCpu;
import java.time.Duration;
import java.util.Optional;

/** CPU usage of node and tier since the last look, between two observations; missing for what could not be read. */
public final class FastWatch {
    /** A rate over a longer time would not show a surge. */
    private static final long LONGEST_NANOS = 2_000_000_000L;

    private final NodeReader node;
    private final CgroupFs cgroups;
    private final AsciiText text = new AsciiText();
    private Optional<GroupReader> tier = Optional.empty();
    private long lastAt;
    private long era;
    private long number;

    FastWatch(NodeReader node, CgroupFs cgroups) {
        this.node = node;
        this.cgroups = cgroups;
    }

    /** A new look; to be passed to the others. */
    public Beat look(long nanoTime, int cpus) {
        era += nanoTime - lastAt > LONGEST_NANOS ? 1 : 0;
        lastAt = nanoTime;
        return new Beat(number++, nanoTime, cpus, era, Duration.ofMillis(100));
    }

    public Reading<MilliCpu> node(Beat look) {
        return node.cpu(look, text);
    }

    public Reading<MilliCpu> tier(CgroupPath path, Beat look) {
        if (tier.isEmpty() || !tier.get().path().equals(path)) {
            tier.ifPresent(GroupReader::close);
            tier = Optional.of(new GroupReader(cgroups, path, 0));
        }
        return tier.get().cpu(look, text);
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
