package io.sublet.agent.history;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.Observation;
import io.sublet.agent.observe.node.NumaUsage;
import io.sublet.agent.observe.pod.HostApplicationObservation;
import io.sublet.agent.observe.pod.PodObservation;
import io.sublet.model.reading.Reading;
import io.sublet.model.slo.HostApplication;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.HostApplicationUsage;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.NumaNodeUsage;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What node, system, pods and host applications used: half an hour of node and system, ten minutes of the others, a sample per tick. Longer
 * windows than that are answered from what there is; percentiles of a window of which less than half has been sampled are left empty.
 */
public final class UsageHistory {
    private static final Duration NODE_SPAN = Duration.ofMinutes(31);
    private static final Duration POD_SPAN = Duration.ofMinutes(10);

    /** A series and whose it is. */
    private static final class Entry<T> {
        T subject;
        final UsageSeries series;
        long lastTick;

        Entry(T subject, int capacity) {
            this.subject = subject;
            this.series = new UsageSeries(capacity);
        }
    }

    private final int podCapacity;
    private final UsageSeries node;
    private final UsageSeries system;
    private final Map<String, Entry<PodView>> pods = new HashMap<>();
    private final Map<String, Entry<HostApplication>> applications = new HashMap<>();
    private final TreeMap<Integer, Entry<Integer>> numaNodes = new TreeMap<>();
    private final SampleWindow window = new SampleWindow();
    private long tick;

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
        tick++;
        long at = seen.moment().sinceBoot().toMillis();
        node.add(at, seen.used());
        system.add(at, seen.system());
        if (seen.pods() instanceof Reading.Value<List<PodObservation>>(List<PodObservation> observed)) {
            for (PodObservation pod : observed) {
                add(pods, pod.pod().ref().uid(), pod.pod(), at, pod.usage());
            }
            pods.values().removeIf(entry -> entry.lastTick != tick);
        }
        for (HostApplicationObservation application : seen.hostApplications()) {
            add(applications, application.application().name(), application.application(), at, application.usage());
        }
        applications.values().removeIf(entry -> entry.lastTick != tick);
        for (NumaUsage numa : seen.detail().numa()) {
            add(numaNodes, numa.numaNode(), numa.numaNode(), at, numa.used());
        }
        numaNodes.values().removeIf(entry -> entry.lastTick != tick);
    }

    private <K, T> void add(Map<K, Entry<T>> series, K key, T subject, long at, ResourceUsage usage) {
        Entry<T> entry = series.get(key);
        if (entry == null) {
            entry = new Entry<>(subject, podCapacity);
            series.put(key, entry);
        }
        entry.subject = subject;
        entry.lastTick = tick;
        entry.series.add(at, usage);
    }

    /**
     * The report that the policy asks for. Its node part is missing when no sample of the node's usage is there.
     *
     * @param prodReclaimable what prod has requested and is predicted not to use
     * @param prodPeak what prod and the system are predicted to use at most
     */
    public NodeUsageReport report(
            Observation seen, CollectPolicy policy, ResourceUsage prodReclaimable, ResourceUsage prodPeak) {
        Duration now = seen.moment().sinceBoot();
        Duration length = policy.aggregateDuration();
        return new NodeUsageReport(
                Reading.of(seen.moment().at()),
                average(node, now, length),
                average(system, now, length),
                windows(node, now, policy.windows()),
                windows(system, now, policy.windows()),
                numaUsages(now, length),
                podUsages(now, length),
                applicationUsages(now, length),
                prodReclaimable,
                prodPeak);
    }

    /** The aggregation of one pod's samples of a window that ends now; empty for a pod that is not known. */
    public Optional<ResourceUsage> ofPod(String uid, Duration now, Duration length, Aggregation aggregation) {
        return Optional.ofNullable(pods.get(uid)).map(entry -> of(entry.series, now, length, aggregation));
    }

    /** The aggregation of the node's samples of a window that ends now. */
    public ResourceUsage ofNode(Duration now, Duration length, Aggregation aggregation) {
        return of(node, now, length, aggregation);
    }

    /** The aggregation of the samples of the system, the node less its pods and host applications. */
    public ResourceUsage ofSystem(Duration now, Duration length, Aggregation aggregation) {
        return of(system, now, length, aggregation);
    }

    private ResourceUsage of(UsageSeries series, Duration now, Duration length, Aggregation aggregation) {
        series.window(now, length, window);
        return window.aggregate(aggregation);
    }

    private ResourceUsage average(UsageSeries series, Duration now, Duration length) {
        return of(series, now, length, Aggregation.AVG);
    }

    private List<PodUsage> podUsages(Duration now, Duration length) {
        List<PodUsage> usages = new ArrayList<>();
        for (Entry<PodView> entry : pods.values()) {
            ResourceUsage usage = average(entry.series, now, length);
            if (!usage.isMissing()) {
                PodView pod = entry.subject;
                usages.add(new PodUsage(pod.ref().namespace(), pod.ref().name(), pod.priority(), pod.qos(), usage));
            }
        }
        usages.sort(Comparator.comparing(PodUsage::namespace).thenComparing(PodUsage::name));
        return usages;
    }

    private List<HostApplicationUsage> applicationUsages(Duration now, Duration length) {
        List<HostApplicationUsage> usages = new ArrayList<>();
        for (Entry<HostApplication> entry : applications.values()) {
            ResourceUsage usage = average(entry.series, now, length);
            if (!usage.isMissing()) {
                HostApplication application = entry.subject;
                usages.add(
                        new HostApplicationUsage(application.name(), application.priority(), application.qos(), usage));
            }
        }
        usages.sort(Comparator.comparing(HostApplicationUsage::name));
        return usages;
    }

    private List<NumaNodeUsage> numaUsages(Duration now, Duration length) {
        List<NumaNodeUsage> usages = new ArrayList<>();
        numaNodes.forEach((number, entry) -> {
            ResourceUsage usage = average(entry.series, now, length);
            if (!usage.isMissing()) {
                usages.add(new NumaNodeUsage(number, usage));
            }
        });
        return usages;
    }

    private List<WindowUsage> windows(UsageSeries series, Duration now, List<Duration> lengths) {
        List<WindowUsage> windows = new ArrayList<>();
        for (Duration length : lengths) {
            series.window(now, length, window);
            Map<Aggregation, ResourceUsage> usage = new EnumMap<>(Aggregation.class);
            if (window.span().multipliedBy(2).compareTo(length) >= 0) {
                for (Aggregation aggregation : Aggregation.values()) {
                    usage.put(aggregation, window.aggregate(aggregation));
                }
            }
            windows.add(new WindowUsage(length, usage));
        }
        return windows;
    }
}
