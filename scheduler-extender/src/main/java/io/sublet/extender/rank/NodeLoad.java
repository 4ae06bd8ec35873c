package io.sublet.extender.rank;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a node carries: its last report plus what the report cannot know yet.
 *
 * <p>A pod is padded to its estimate while the report has no usage of it, or while the report's window may reach back
 * before it was scheduled, that is until a report comes that is one interval younger than the pod. The padding is the
 * estimate less what was reported of the pod, so that nothing counts twice.
 */
public final class NodeLoad {
    private final NodeUsageReport report;
    private final CpuMemory padding;
    private final CpuMemory estimates;
    private final ResourceUsage prod;

    private NodeLoad(NodeUsageReport report, CpuMemory padding, CpuMemory estimates, ResourceUsage prod) {
        this.report = report;
        this.padding = padding;
        this.estimates = estimates;
        this.prod = prod;
    }

    /**
     * Adds up one node.
     *
     * @param report the last one
     * @param interval time between two reports
     * @param pods all pods of the node
     * @param prodIncludesSystem whether the usage of the system counts as prod
     */
    public static NodeLoad of(
            NodeUsageReport report, Duration interval, Collection<AssignedPod> pods, boolean prodIncludesSystem) {
        Map<String, PodUsage> reported = HashMap.newHashMap(report.pods().size());
        for (PodUsage pod : report.pods()) {
            if (!pod.usage().isMissing()) {
                reported.put(pod.key(), pod);
            }
        }
        Optional<Instant> covered = report.updateTime().toOptional().map(time -> time.minus(interval));
        CpuMemory padding = CpuMemory.ZERO;
        CpuMemory estimates = CpuMemory.ZERO;
        CpuMemory prodPadding = CpuMemory.ZERO;
        ResourceUsage prodUsage = prodIncludesSystem ? sane(report.system()) : ResourceUsage.of(0, 0);
        for (AssignedPod pod : pods) {
            PodUsage usage = reported.get(pod.ref().key());
            boolean young = covered.isEmpty() || covered.get().isBefore(pod.since());
            CpuMemory missing = usage == null
                    ? pod.estimate()
                    : young ? pod.estimate().minus(known(sane(usage.usage()))).atLeastZero() : CpuMemory.ZERO;
            padding = padding.plus(missing);
            estimates = estimates.plus(pod.estimate());
            if (pod.prod() && usage != null && usage.priority() != PriorityClass.PROD) {
                prodPadding = prodPadding.plus(pod.estimate());
            } else if (pod.prod()) {
                prodPadding = prodPadding.plus(missing);
                prodUsage = usage == null ? prodUsage : plus(prodUsage, known(sane(usage.usage())));
            }
        }
        return new NodeLoad(report, padding, estimates, plus(prodUsage, prodPadding));
    }

    /** The whole node on average. */
    public ResourceUsage average() {
        return plus(sane(report.node()), padding);
    }

    /**
     * The whole node by a percentile. Where the report does not have that window, the sum of all estimates: nothing
     * measured answers the question. With window zero and no percentiles at all, the average.
     */
    public ResourceUsage aggregated(UsageWindow wanted) {
        Optional<ResourceUsage> found = report.nodeWindows().stream()
                .filter(window -> wanted.window().isZero() || window.window().equals(wanted.window()))
                .filter(window -> window.usage().containsKey(wanted.aggregation()))
                .max(Comparator.comparing(WindowUsage::window))
                .flatMap(window -> Optional.ofNullable(window.usage().get(wanted.aggregation())));
        if (found.isPresent()) {
            return plus(sane(found.get()), padding);
        }
        return wanted.window().isZero()
                ? average()
                : ResourceUsage.of(estimates.cpu().value(), estimates.memory().value());
    }

    /** The prod pods alone. A pod that its agent did not take for prod counts with its whole estimate. */
    public ResourceUsage prod() {
        return prod;
    }

    /** A value that no machine reaches is a broken report, not a load. */
    private static ResourceUsage sane(ResourceUsage usage) {
        return new ResourceUsage(
                usage.cpu().flatMap(cpu -> sane(cpu, cpu.value())),
                usage.memory().flatMap(memory -> sane(memory, memory.value())));
    }

    private static <T> Reading<T> sane(T value, long number) {
        return number <= ResourceAmounts.LARGEST ? Reading.of(value) : Reading.missing("absurd value " + number);
    }

    /** What was reported, 0 where one of both is missing: then the estimate stands in full. */
    private static CpuMemory known(ResourceUsage usage) {
        return new CpuMemory(
                usage.cpu().toOptional().orElse(MilliCpu.ZERO),
                usage.memory().toOptional().orElse(Bytes.ZERO));
    }

    private static ResourceUsage plus(ResourceUsage usage, CpuMemory more) {
        return new ResourceUsage(
                usage.cpu().map(cpu -> cpu.plus(more.cpu())), usage.memory().map(memory -> memory.plus(more.memory())));
    }
}
