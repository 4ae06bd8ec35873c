package io.sublet.extender.rank;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a node carries: its last report plus what the report cannot know yet.
 *
 * <p>A pod is padded to its estimate while the report has no usage of it, while the report's window may reach back before it
 * was scheduled, that is until a report comes that is one interval younger than the pod, and while its {@link PaddingTime}
 * lasts. The padding is the estimate less what was reported of the pod, so that nothing counts twice.
 */
public final class NodeLoad {
    /** A quantity that nobody measured. */
    static final long UNKNOWN = -1;

    private final NodeReport report;
    private final LoadRules rules;
    private final long[] padding;
    private final long[] estimates;
    private final long[] prod;

    private NodeLoad(NodeReport report, LoadRules rules) {
        int size = rules.resources().size();
        this.report = report;
        this.rules = rules;
        this.padding = new long[size];
        this.estimates = new long[size];
        this.prod = rules.policy().prodIncludesSystem() ? amounts(report.usage().system()) : new long[size];
    }

    /**
     * Adds up one node.
     *
     * @param report the last one
     * @param pods all pods of the node
     */
    public static NodeLoad of(NodeReport report, Collection<AssignedPod> pods, LoadRules rules) {
        NodeLoad load = new NodeLoad(report, rules);
        Map<String, PodUsage> reported =
                HashMap.newHashMap(report.usage().pods().size());
        for (PodUsage pod : report.usage().pods()) {
            if (!pod.usage().isMissing()) {
                reported.put(pod.key(), pod);
            }
        }
        for (AssignedPod pod : pods) {
            load.add(pod, reported.get(pod.ref().key()));
        }
        return load;
    }

    private void add(AssignedPod pod, @Nullable PodUsage usage) {
        LoadVector estimate = rules.estimator().estimate(pod.priority(), pod.resources(), pod.estimation());
        long[] used = usage == null ? new long[padding.length] : amounts(usage.usage());
        boolean padded = usage == null || isPadded(pod);
        boolean otherClass = usage != null && usage.priority() != PriorityClass.PROD;
        for (int i = 0; i < padding.length; i++) {
            long known = Math.max(0, used[i]);
            long missing = padded ? Math.max(0, estimate.at(i) - known) : 0;
            padding[i] += missing;
            estimates[i] += estimate.at(i);
            if (pod.isProd() && prod[i] != UNKNOWN) {
                prod[i] += otherClass ? estimate.at(i) : missing + known;
            }
        }
    }

    private boolean isPadded(AssignedPod pod) {
        Optional<Instant> time = report.usage().updateTime().toOptional();
        return time.isEmpty()
                || time.get().minus(report.interval()).isBefore(pod.since())
                || rules.padding()
                        .end(pod)
                        .filter(end -> end.isAfter(time.get()))
                        .isPresent();
    }

    /** The whole node on average. */
    public LoadVector average() {
        return padded(report.usage().node());
    }

    /**
     * The whole node by a percentile. Where the report does not have that window, the sum of all estimates: nothing
     * measured answers the question. With window zero and no percentiles at all, the average. A window that has nothing in it,
     * as agents report that have not run for so long, is none.
     */
    public LoadVector aggregated(UsageWindow wanted) {
        Optional<ResourceUsage> found = report.usage().nodeWindows().stream()
                .filter(window -> wanted.window().isZero() || window.window().equals(wanted.window()))
                .filter(window -> isMeasured(window.usage().get(wanted.aggregation())))
                .max(Comparator.comparing(WindowUsage::window))
                .flatMap(window -> Optional.ofNullable(window.usage().get(wanted.aggregation())));
        if (found.isPresent()) {
            return padded(found.get());
        }
        return wanted.window().isZero() ? average() : LoadVector.of(estimates);
    }

    private static boolean isMeasured(@Nullable ResourceUsage usage) {
        return usage != null && !usage.isMissing();
    }

    /** The prod pods alone. A pod that its agent did not take for prod counts with its whole estimate. */
    public LoadVector prod() {
        return LoadVector.of(prod);
    }

    private LoadVector padded(ResourceUsage usage) {
        long[] amounts = amounts(usage);
        for (int i = 0; i < amounts.length; i++) {
            amounts[i] = amounts[i] == UNKNOWN ? UNKNOWN : amounts[i] + padding[i];
        }
        return LoadVector.of(amounts);
    }

    private long[] amounts(ResourceUsage usage) {
        long[] amounts = new long[rules.resources().size()];
        Arrays.setAll(
                amounts,
                place -> sane(
                        switch (place) {
                            case LoadResources.CPU -> usage.cpu().toOptional().map(MilliCpu::value);
                            case LoadResources.MEMORY ->
                                usage.memory().toOptional().map(Bytes::value);
                            default ->
                                Optional.ofNullable(
                                        usage.others().get(rules.resources().name(place)));
                        }));
        return amounts;
    }

    /** A value that no machine reaches is a broken report, not a load. */
    private static long sane(Optional<Long> amount) {
        return amount.filter(number -> number >= 0 && number <= ResourceAmounts.LARGEST)
                .orElse(UNKNOWN);
    }
}
