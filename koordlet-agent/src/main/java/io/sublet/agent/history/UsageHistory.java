package io.sublet.agent.history;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.PodObservation;
import io.sublet.algo.Percentiles;
import io.sublet.model.reading.Reading;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What node, system and pods used: an hour of node and system, ten minutes of each pod, a sample per tick. Longer windows than that
 * are answered from what there is; percentiles of a window of which less than half has been sampled are left empty.
 */
public final class UsageHistory {
    private static final Duration NODE_SPAN = Duration.ofHours(1);
    private static final Duration POD_SPAN = Duration.ofMinutes(10);

    private record PodSeries(PodView pod, UsageSeries series) {}

    private final int podCapacity;
    private final UsageSeries node;
    private final UsageSeries system;
    private final Map<String, PodSeries> pods = new HashMap<>();

    /**
     * An empty history.
     *
     * @param tick time between two samples
     */
    public UsageHistory(Duration tick) {
        int nodeCapacity = capacity(NODE_SPAN, tick);
        this.podCapacity = capacity(POD_SPAN, tick);
        this.node = new UsageSeries(nodeCapacity);
        this.system = new UsageSeries(nodeCapacity);
    }

    private static int capacity(Duration span, Duration tick) {
        return Math.toIntExact(Math.clamp(span.toMillis() / Math.max(1, tick.toMillis()), 10, 3600));
    }

    public void add(Observation seen) {
        node.add(seen.at(), seen.used());
        system.add(seen.at(), seen.system());
        if (seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> observed)) {
            Map<String, PodSeries> known = new HashMap<>();
            for (PodObservation pod : observed) {
                String uid = pod.pod().ref().uid();
                PodSeries before = pods.get(uid);
                UsageSeries series = before == null ? new UsageSeries(podCapacity) : before.series;
                series.add(seen.at(), pod.usage());
                known.put(uid, new PodSeries(pod.pod(), series));
            }
            pods.clear();
            pods.putAll(known);
        }
    }

    /** The report that the policy asks for. Its node part is missing when no sample of the node's usage is there. */
    public NodeUsageReport report(Instant now, CollectPolicy policy) {
        Duration length = policy.aggregateDuration();
        return new NodeUsageReport(
                Reading.of(now),
                average(node, now, length),
                average(system, now, length),
                windows(node, now, policy.windows()),
                windows(system, now, policy.windows()),
                podUsages(now, length),
                List.of(),
                ResourceUsage.missing("prediction is not part of this agent"));
    }

    private List<PodUsage> podUsages(Instant now, Duration length) {
        Map<String, PodUsage> byKey = new TreeMap<>(Comparator.naturalOrder());
        for (PodSeries entry : pods.values()) {
            ResourceUsage usage = average(entry.series, now, length);
            if (!usage.isMissing()) {
                PodView pod = entry.pod;
                byKey.put(
                        pod.ref().namespace() + "\0" + pod.ref().name(),
                        new PodUsage(pod.ref().namespace(), pod.ref().name(), pod.priority(), pod.qos(), usage));
            }
        }
        return List.copyOf(byKey.values());
    }

    private static ResourceUsage average(UsageSeries series, Instant now, Duration length) {
        return series.window(now, length).aggregate(Percentiles::mean);
    }

    private static List<WindowUsage> windows(UsageSeries series, Instant now, List<Duration> lengths) {
        List<WindowUsage> windows = new ArrayList<>();
        for (Duration length : lengths) {
            UsageSeries.Window window = series.window(now, length);
            Map<Aggregation, ResourceUsage> usage = new EnumMap<>(Aggregation.class);
            if (window.span().multipliedBy(2).compareTo(length) >= 0) {
                usage.put(Aggregation.AVG, window.aggregate(Percentiles::mean));
                for (Aggregation quantile :
                        List.of(Aggregation.P50, Aggregation.P90, Aggregation.P95, Aggregation.P99)) {
                    usage.put(
                            quantile,
                            window.aggregate(samples -> Percentiles.nearestRank(samples, quantile.quantile())));
                }
            }
            windows.add(new WindowUsage(length, usage));
        }
        return windows;
    }
}
