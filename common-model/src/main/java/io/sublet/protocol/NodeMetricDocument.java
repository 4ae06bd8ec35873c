package io.sublet.protocol;

import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.CollectPolicy.MemoryCollectPolicy;
import io.sublet.model.usage.HostApplicationUsage;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.NumaNodeUsage;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** NodeMetric as its writers see it: the collect policy of its spec, and its status as a merge patch (RFC 7396). */
public final class NodeMetricDocument {
    /** Ten years, as in the manager's configuration: what is longer is a mistake, and sums of it would overflow. */
    private static final long LONGEST_SECONDS = 10L * 365 * 24 * 3600;

    private NodeMetricDocument() {}

    /** Reads {@code spec.metricCollectPolicy}; what it leaves out has its default. */
    public static Parsed<CollectPolicy> parseCollectPolicy(JsonObject policy) {
        return Parsed.attempt(() -> {
            CollectPolicy defaults = CollectPolicy.DEFAULT;
            List<Duration> windows = policy.objectOrEmpty("nodeAggregatePolicy").strings("durations").stream()
                    .map(NodeMetricDocument::window)
                    .toList();
            return new CollectPolicy(
                    seconds(policy, "aggregateDurationSeconds").orElse(defaults.aggregateDuration()),
                    seconds(policy, "reportIntervalSeconds").orElse(defaults.reportInterval()),
                    windows.isEmpty() ? defaults.windows() : windows,
                    policy.string("nodeMemoryCollectPolicy")
                            .map(MemoryCollectPolicy::parse)
                            .orElse(defaults.memory()));
        });
    }

    /** The spec that asks for it, as {@link #parseCollectPolicy} reads it. */
    public static Map<String, Object> spec(CollectPolicy policy) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("aggregateDurationSeconds", policy.aggregateDuration().toSeconds());
        fields.put("reportIntervalSeconds", policy.reportInterval().toSeconds());
        fields.put(
                "nodeAggregatePolicy",
                Map.of(
                        "durations",
                        policy.windows().stream().map(GoDurations::format).toList()));
        fields.put("nodeMemoryCollectPolicy", policy.memory().wireName());
        return Map.of("metricCollectPolicy", fields);
    }

    private static Duration window(String text) {
        Duration window = GoDurations.parse(text);
        if (window.compareTo(Duration.ofSeconds(1)) < 0 || window.toSeconds() > LONGEST_SECONDS) {
            throw new JsonException(
                    "nodeAggregatePolicy.durations must be in 1s.." + LONGEST_SECONDS + "s, was " + text);
        }
        return window;
    }

    private static Optional<Duration> seconds(JsonObject policy, String field) {
        return Fields.integer(policy, field, 1, LONGEST_SECONDS).map(Duration::ofSeconds);
    }

    /**
     * The merge patch that makes the status say this report and nothing of an earlier one: what is missing is null, which in
     * a merge patch removes it.
     */
    public static Map<String, @Nullable Object> statusPatch(NodeUsageReport report) {
        Map<String, @Nullable Object> node = new LinkedHashMap<>();
        node.put("nodeUsage", resourceMap(report.node()));
        node.put("systemUsage", resourceMap(report.system()));
        node.put("aggregatedNodeUsages", windows(report.nodeWindows()));
        node.put("aggregatedSystemUsages", windows(report.systemWindows()));
        node.put("numaUsages", report.numaNodes().isEmpty() ? null : numaNodes(report.numaNodes()));
        Map<String, @Nullable Object> status = new LinkedHashMap<>();
        status.put(
                "updateTime",
                orNull(report.updateTime()
                        .map(time -> time.truncatedTo(ChronoUnit.SECONDS).toString())));
        status.put("nodeMetric", node);
        status.put("podsMetric", pods(report.pods()));
        status.put("hostApplicationMetric", hostApplications(report.hostApplications()));
        status.put("prodReclaimableMetric", prediction(report.prodReclaimable()));
        // Of Koordinator's main branch; a definition of v1.8 drops it.
        status.put("prodPeakMetric", prediction(report.prodPeak()));
        Map<String, @Nullable Object> patch = new LinkedHashMap<>();
        patch.put("status", status);
        return patch;
    }

    private static @Nullable Object prediction(ResourceUsage predicted) {
        return predicted.isMissing() ? null : Map.of("resource", resourceMap(predicted));
    }

    private static List<Object> numaNodes(List<NumaNodeUsage> numaNodes) {
        List<Object> list = new ArrayList<>();
        for (NumaNodeUsage numa : numaNodes) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("numaNodeID", numa.numaNode());
            entry.put("nodeUsage", listedResourceMap(numa.node()));
            list.add(entry);
        }
        return list;
    }

    private static List<Object> pods(List<PodUsage> pods) {
        List<Object> list = new ArrayList<>();
        for (PodUsage pod : pods) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", pod.name());
            entry.put("namespace", pod.namespace());
            entry.put("podUsage", listedResourceMap(pod.usage()));
            entry.put("priority", pod.priority().wireName());
            entry.put("qos", pod.qos().name());
            list.add(entry);
        }
        return list;
    }

    private static List<Object> hostApplications(List<HostApplicationUsage> applications) {
        List<Object> list = new ArrayList<>();
        for (HostApplicationUsage application : applications) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", application.name());
            entry.put("usage", listedResourceMap(application.usage()));
            entry.put("priority", application.priority().wireName());
            entry.put("qos", application.qos().name());
            list.add(entry);
        }
        return list;
    }

    private static List<Object> windows(List<WindowUsage> windows) {
        List<Object> list = new ArrayList<>();
        for (WindowUsage window : windows) {
            Map<String, Object> usage = new LinkedHashMap<>();
            for (Map.Entry<Aggregation, ResourceUsage> entry : window.usage().entrySet()) {
                usage.put(entry.getKey().wireName(), listedResourceMap(entry.getValue()));
            }
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("usage", usage);
            entry.put("duration", GoDurations.format(window.window()));
            list.add(entry);
        }
        return list;
    }

    /** In a list, which a merge patch replaces as a whole: what is missing is left out. */
    private static Map<String, Object> listedResourceMap(ResourceUsage usage) {
        Map<String, Object> resources = new LinkedHashMap<>();
        usage.cpu().toOptional().ifPresent(cpu -> resources.put(ResourceNames.CPU, Quantities.format(cpu)));
        usage.memory().toOptional().ifPresent(bytes -> resources.put(ResourceNames.MEMORY, Quantities.format(bytes)));
        return Map.of("resources", resources);
    }

    private static Map<String, Object> resourceMap(ResourceUsage usage) {
        Map<String, @Nullable Object> resources = new LinkedHashMap<>();
        resources.put(ResourceNames.CPU, orNull(usage.cpu().map((MilliCpu cpu) -> Quantities.format(cpu))));
        resources.put(ResourceNames.MEMORY, orNull(usage.memory().map((Bytes bytes) -> Quantities.format(bytes))));
        return Map.of("resources", resources);
    }

    private static @Nullable Object orNull(Reading<String> text) {
        return text.toOptional().orElse(null);
    }
}
