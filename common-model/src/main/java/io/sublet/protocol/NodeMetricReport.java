package io.sublet.protocol;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reading.Reading;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.usage.Aggregation;
import io.sublet.model.usage.HostApplicationUsage;
import io.sublet.model.usage.NodeUsageReport;
import io.sublet.model.usage.NumaNodeUsage;
import io.sublet.model.usage.PodUsage;
import io.sublet.model.usage.ResourceUsage;
import io.sublet.model.usage.WindowUsage;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * NodeMetric as its readers see it: the status as a report.
 *
 * <p>What is absent, malformed or negative becomes missing with its cause, never zero. A pod or host application whose
 * classes are absent or unknown counts as online (LS, prod), because its usage then takes from what batch is offered.
 */
public final class NodeMetricReport {
    private NodeMetricReport() {}

    /**
     * What the agent reported.
     *
     * @param metric the object or as much of it as is wanted; without a status, everything is missing
     * @throws JsonException if a field is of another type than the definition says
     */
    public static NodeUsageReport parse(JsonObject metric) {
        return metric.object("status")
                .map(NodeMetricReport::report)
                .orElseGet(() -> NodeUsageReport.none("NodeMetric has no status"));
    }

    private static NodeUsageReport report(JsonObject status) {
        JsonObject node = status.objectOrEmpty("nodeMetric");
        return new NodeUsageReport(
                status.string("updateTime")
                        .map(NodeMetricReport::time)
                        .orElseGet(() -> Reading.missing("NodeMetric has no updateTime")),
                usage("nodeUsage", node.object("nodeUsage")),
                usage("systemUsage", node.object("systemUsage")),
                windows(node.objects("aggregatedNodeUsages")),
                windows(node.objects("aggregatedSystemUsages")),
                node.objects("numaUsages").stream()
                        .map(NodeMetricReport::numaNode)
                        .toList(),
                status.objects("podsMetric").stream().map(NodeMetricReport::pod).toList(),
                status.objects("hostApplicationMetric").stream()
                        .map(NodeMetricReport::hostApplication)
                        .toList(),
                usage(
                        "prodReclaimableMetric",
                        status.objectOrEmpty("prodReclaimableMetric").object("resource")),
                usage("prodPeakMetric", status.objectOrEmpty("prodPeakMetric").object("resource")));
    }

    private static Reading<Instant> time(String text) {
        try {
            return Reading.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException e) {
            return Reading.missing("updateTime: '" + text + "' is not a time");
        }
    }

    private static ResourceUsage usage(String field, Optional<JsonObject> amounts) {
        if (amounts.isEmpty()) {
            return ResourceUsage.missing(field + ": not reported");
        }
        JsonObject resources = amounts.get().objectOrEmpty("resources");
        return new ResourceUsage(
                amount(field, resources, ResourceNames.CPU, Quantities::parseCpu, MilliCpu::value),
                amount(field, resources, ResourceNames.MEMORY, Quantities::parseBytes, Bytes::value),
                others(resources));
    }

    /** Agents of Koordinator and Sublet report none, others may. One that cannot be read is missing. */
    private static Map<String, Long> others(JsonObject resources) {
        Map<String, Long> others = new TreeMap<>();
        for (String resource : resources.fields().keySet()) {
            if (!resource.equals(ResourceNames.CPU) && !resource.equals(ResourceNames.MEMORY)) {
                Parsed.attempt(() -> resources.text(resource).map(Quantities::parseCount))
                        .valid()
                        .flatMap(amount -> amount)
                        .filter(amount -> amount >= 0)
                        .ifPresent(amount -> others.put(resource, amount));
            }
        }
        return others;
    }

    private static <T> Reading<T> amount(
            String field, JsonObject resources, String resource, Function<String, T> parser, ToLongFunction<T> number) {
        Optional<String> text = resources.text(resource);
        if (text.isEmpty()) {
            return Reading.missing(field + "." + resource + ": not reported");
        }
        try {
            T value = parser.apply(text.get());
            return number.applyAsLong(value) >= 0
                    ? Reading.of(value)
                    : Reading.missing(field + "." + resource + ": " + value + " is negative");
        } catch (JsonException e) {
            return Reading.missing(field + "." + resource + ": " + e.getMessage());
        }
    }

    private static List<WindowUsage> windows(List<JsonObject> aggregated) {
        return aggregated.stream().flatMap(NodeMetricReport::window).toList();
    }

    /** Nothing where the length cannot be read: nobody could ask for that window. */
    private static Stream<WindowUsage> window(JsonObject aggregated) {
        String text = aggregated.string("duration").orElse("");
        Duration length;
        try {
            length = GoDurations.parse(text);
        } catch (JsonException e) {
            return Stream.empty();
        }
        JsonObject byName = aggregated.objectOrEmpty("usage");
        Map<Aggregation, ResourceUsage> usage = new EnumMap<>(Aggregation.class);
        byName.fields()
                .keySet()
                .forEach(name -> Aggregation.parse(name)
                        .ifPresent(
                                aggregation -> usage.put(aggregation, usage(text + "." + name, byName.object(name)))));
        return Stream.of(new WindowUsage(length, usage));
    }

    private static NumaNodeUsage numaNode(JsonObject numa) {
        int number = Fields.integer(numa, "numaNodeID", 0, Integer.MAX_VALUE)
                .orElse(0L)
                .intValue();
        return new NumaNodeUsage(number, usage("NUMA node " + number, numa.object("nodeUsage")));
    }

    private static PodUsage pod(JsonObject pod) {
        QosClass qos = qos(pod);
        String namespace = pod.string("namespace").orElse("");
        String name = pod.string("name").orElse("");
        ResourceUsage usage = usage("pod " + namespace + "/" + name, pod.object("podUsage"));
        return new PodUsage(namespace, name, priority(pod, qos), qos, usage);
    }

    private static HostApplicationUsage hostApplication(JsonObject application) {
        QosClass qos = qos(application);
        String name = application.string("name").orElse("");
        ResourceUsage usage = usage("host application " + name, application.object("usage"));
        return new HostApplicationUsage(name, priority(application, qos), qos, usage);
    }

    private static QosClass qos(JsonObject consumer) {
        return QosClass.parse(consumer.string("qos").orElse("")).orElse(QosClass.LS);
    }

    private static PriorityClass priority(JsonObject consumer, QosClass qos) {
        return PriorityClass.ofName(consumer.string("priority").orElse("")).orDefaultFor(qos);
    }
}
