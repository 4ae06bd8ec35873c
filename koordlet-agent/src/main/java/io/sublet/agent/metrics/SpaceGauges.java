package io.sublet.agent.metrics;

import static io.sublet.agent.metrics.Exposition.Type.GAUGE;

import io.sublet.agent.kernel.DiskTrees;
import io.sublet.agent.observe.space.NodeSpace;
import io.sublet.model.reading.Reading;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How full the filesystems of pods are; nothing while nobody asks for it. */
public final class SpaceGauges implements MetricSource {
    private final Supplier<Optional<LastTick>> last;

    /** @param last empty before the first tick */
    public SpaceGauges(Supplier<Optional<LastTick>> last) {
        this.last = last;
    }

    @Override
    public void write(Exposition out) {
        Map<String, Reading<DiskTrees.Space>> filesystems = new TreeMap<>(
                last.get().map(tick -> tick.seen().space().filesystems()).orElse(Map.of()));
        family(
                out,
                filesystems,
                "sublet_agent_filesystem_used_ratio",
                "Share of its bytes that is not free",
                NodeSpace::usedPercent);
        family(
                out,
                filesystems,
                "sublet_agent_filesystem_inodes_used_ratio",
                "Share of its inodes that is taken",
                NodeSpace::inodePercent);
    }

    private static void family(
            Exposition out,
            Map<String, Reading<DiskTrees.Space>> filesystems,
            String name,
            String help,
            ToDoubleFunction<DiskTrees.Space> percent) {
        if (filesystems.values().stream().allMatch(Reading::isMissing)) {
            return;
        }
        out.family(name, GAUGE, help + ", by directory on it");
        filesystems.forEach((directory, space) -> space.toOptional()
                .ifPresent(known -> out.sample(percent.applyAsDouble(known) / 100, "directory", directory)));
    }
}
