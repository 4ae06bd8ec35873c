package io.sublet.crds.nodemetric;

import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.CollectPolicy;
import io.sublet.model.usage.HostApplicationUsage;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import io.sublet.protocol.GoDurations;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.json.JsonException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Between the NodeMetric resource and the values of the common model.
 *
 * <p>What is absent, malformed or negative becomes missing with its cause, never zero. A pod or host application whose
 * classes are absent or unknown counts as online (LS, prod), because its usage then takes from what batch is offered.
 */
public final class NodeMetricMapper {

    private NodeMetricMapper() {}

    /** What the agent reported; without a status, a report in which everything is missing. */
    public static NodeUsageReport report(NodeMetric metric) {
        NodeMetricStatus status = metric.getStatus();
        return status == null ? NodeUsageReport.none("NodeMetric has no status") : report(status);
    }

    /** What the agent reported. */
    public static NodeUsageReport report(NodeMetricStatus status) {
        NodeUsageInfo node = status.nodeMetric();
        PredictedUsage reclaimable = status.prodReclaimableMetric();
        return new NodeUsageReport(
                updateTime(status.updateTime()),
                usage("nodeUsage", node == null ? null : node.nodeUsage()),
                usage("systemUsage", node == null ? null : node.systemUsage()),
                node == null ? List.of() : windows(node.aggregatedNodeUsages()),
                node == null ? List.of() : windows(node.aggregatedSystemUsages()),
                status.podsMetric().stream().map(NodeMetricMapper::pod).toList(),
                status.hostApplicationMetric().stream()
                        .map(NodeMetricMapper::hostApplication)
                        .toList(),
                usage("prodReclaimableMetric", reclaimable == null ? null : reclaimable.resource()));
    }

    /** The spec that asks an agent to collect so. */
    public static NodeMetricSpec spec(CollectPolicy policy) {
        return new NodeMetricSpec(new MetricCollectPolicy(
                policy.aggregateDuration().toSeconds(),
                policy.reportInterval().toSeconds(),
                new NodeAggregatePolicy(
                        policy.windows().stream().map(GoDurations::format).toList()),
                policy.memory().wireName()));
    }

    private static Reading<Instant> updateTime(@Nullable String text) {
        if (text == null) {
            return Reading.missing("NodeMetric has no updateTime");
        }
        try {
            return Reading.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Reading.missing("updateTime: '" + text + "' is not a time");
        }
    }

    private static ResourceUsage usage(String field, @Nullable ResourceMap amounts) {
        if (amounts == null) {
            return ResourceUsage.missing(field + ": not reported");
        }
        Reading<MilliCpu> cpu = amount(field, amounts, "cpu", Quantities::parseCpu)
                .flatMap(value -> notNegative(value, value.value(), field + ".cpu"));
        Reading<Bytes> memory = amount(field, amounts, "memory", Quantities::parseBytes)
                .flatMap(value -> notNegative(value, value.value(), field + ".memory"));
        return new ResourceUsage(cpu, memory);
    }

    private static <T> Reading<T> amount(
            String field, ResourceMap amounts, String resource, Function<String, T> parser) {
        Quantity quantity = amounts.resources().get(resource);
        if (quantity == null || quantity.getAmount() == null) {
            return Reading.missing(field + "." + resource + ": not reported");
        }
        try {
            return Reading.of(parser.apply(quantity.toString()));
        } catch (JsonException e) {
            return Reading.missing(field + "." + resource + ": " + e.getMessage());
        }
    }

    private static <T> Reading<T> notNegative(T value, long number, String field) {
        return number >= 0 ? Reading.of(value) : Reading.missing(field + ": " + value + " is negative");
    }

    private static List<WindowUsage> windows(List<AggregatedUsage> aggregated) {
        return aggregated.stream().flatMap(NodeMetricMapper::window).toList();
    }

    /** Nothing where the length cannot be read: nobody could ask for that window. */
    private static Stream<WindowUsage> window(AggregatedUsage aggregated) {
        String text = aggregated.duration();
        if (text == null) {
            return Stream.empty();
        }
        Duration length;
        try {
            length = GoDurations.parse(text);
        } catch (JsonException e) {
            return Stream.empty();
        }
        Map<Aggregation, ResourceUsage> usage = new EnumMap<>(Aggregation.class);
        aggregated
                .usage()
                .forEach((name, amounts) -> Aggregation.parse(name)
                        .ifPresent(aggregation -> usage.put(aggregation, usage(text + "." + name, amounts))));
        return Stream.of(new WindowUsage(length, usage));
    }

    private static PodUsage pod(PodMetricInfo pod) {
        QosClass qos = qos(pod.qos());
        String namespace = textOf(pod.namespace());
        String name = textOf(pod.name());
        ResourceUsage usage = usage("pod " + namespace + "/" + name, pod.podUsage());
        return new PodUsage(namespace, name, priority(pod.priority(), qos), qos, usage);
    }

    private static HostApplicationUsage hostApplication(HostApplicationMetricInfo application) {
        QosClass qos = qos(application.qos());
        String name = textOf(application.name());
        ResourceUsage usage = usage("host application " + name, application.usage());
        return new HostApplicationUsage(name, priority(application.priority(), qos), qos, usage);
    }

    private static QosClass qos(@Nullable String text) {
        return QosClass.parse(textOf(text)).orElse(QosClass.LS);
    }

    private static PriorityClass priority(@Nullable String text, QosClass qos) {
        return PriorityClass.ofName(textOf(text)).orDefaultFor(qos);
    }

    private static String textOf(@Nullable String text) {
        return Optional.ofNullable(text).orElse("");
    }
}
