package io.sublet.agent.cluster.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.agent.cluster.ApiAmounts;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.NodeView;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuNormalizationRatio;
import io.sublet.protocol.Labels;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.RawAllocatable;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.SystemQosCpus;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Node from the stream of the API server, without its images, conditions and addresses. */
final class NodeReader implements ItemReader<NodeView> {
    private static final List<String> OFFERED = List.of(
            ResourceNames.BATCH_CPU, ResourceNames.BATCH_MEMORY, ResourceNames.MID_CPU, ResourceNames.MID_MEMORY);

    private static final Logger log = LoggerFactory.getLogger(NodeReader.class);

    @Override
    public Item<NodeView> read(JsonParser parser) throws IOException {
        JsonObject metadata = JsonObject.EMPTY;
        JsonObject capacity = JsonObject.EMPTY;
        JsonObject allocatable = JsonObject.EMPTY;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("metadata")) {
                metadata = JsonObject.of(Json.readValue(parser), field);
            } else if (field.equals("status") && value == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String part = parser.currentName();
                    parser.nextToken();
                    switch (part) {
                        case "capacity" -> capacity = JsonObject.of(Json.readValue(parser), part);
                        case "allocatable" -> allocatable = JsonObject.of(Json.readValue(parser), part);
                        default -> parser.skipChildren();
                    }
                }
            } else {
                parser.skipChildren();
            }
        }
        String name = metadata.string("name").orElse("");
        String version = metadata.string("resourceVersion").orElse("");
        return new Item<>(name, version, view(name, metadata, capacity, allocatable));
    }

    /** Empty for a node that does not say what it has: a node before its kubelet's first status. */
    private static Optional<NodeView> view(
            String name, JsonObject metadata, JsonObject capacity, JsonObject allocatable) {
        if (capacity.fields().isEmpty() || allocatable.fields().isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> labels = metadata.textMap("labels");
        Map<String, String> annotations = metadata.textMap("annotations");
        return Optional.of(new NodeView(
                name,
                metadata.string("uid").orElse(""),
                amount(capacity),
                raw(annotations.get(Annotations.RAW_ALLOCATABLE), amount(allocatable)),
                orElse(
                        Annotations.NODE_RESERVATION,
                        NodeReservation.parse(annotations.get(Annotations.NODE_RESERVATION)),
                        NodeReservation.NONE),
                mode(labels),
                new NodeView.TopologyWishes(
                        Optional.ofNullable(labels.get(Labels.NUMA_RESERVATION)),
                        orElse(
                                Annotations.SYSTEM_QOS_RESOURCE,
                                SystemQosCpus.parse(annotations.get(Annotations.SYSTEM_QOS_RESOURCE)),
                                SystemQosCpus.NONE)),
                normalization(annotations.get(Annotations.CPU_NORMALIZATION_RATIO)),
                offered(allocatable)));
    }

    /** The peer writes -1 on a node where normalization is off. */
    private static Ratio normalization(@Nullable String annotation) {
        return "-1".equals(annotation)
                ? Ratio.ONE
                : orElse(Annotations.CPU_NORMALIZATION_RATIO, CpuNormalizationRatio.parse(annotation), Ratio.ONE);
    }

    private static Map<String, Long> offered(JsonObject allocatable) {
        Map<String, Long> offered = new HashMap<>();
        for (String name : OFFERED) {
            allocatable.text(name).ifPresent(text -> offer(name, text, offered));
        }
        return offered;
    }

    /** An offer that cannot be read is none, and nothing else of the Node is lost for it. */
    private static void offer(String name, String text, Map<String, Long> offered) {
        try {
            offered.put(name, ApiAmounts.of(name, text));
        } catch (JsonException e) {
            log.warn("Ignores what the Node offers: {}", e.getMessage());
        }
    }

    /** What is allocatable before CPUs were amplified. */
    private static CpuMemory raw(@Nullable String annotation, CpuMemory allocatable) {
        RawAllocatable raw =
                orElse(Annotations.RAW_ALLOCATABLE, RawAllocatable.parse(annotation), new RawAllocatable(Map.of()));
        BigDecimal cores = raw.amounts().get(ResourceNames.CPU);
        BigDecimal bytes = raw.amounts().get(ResourceNames.MEMORY);
        return CpuMemory.of(
                        cores == null
                                ? allocatable.cpu().value()
                                : cores.scaleByPowerOfTen(3).longValue(),
                        bytes == null ? allocatable.memory().value() : bytes.longValue())
                .min(ApiAmounts.MOST_OF_ALL);
    }

    private static CpuMemory amount(JsonObject quantities) {
        return CpuMemory.of(amount(quantities, ResourceNames.CPU), amount(quantities, ResourceNames.MEMORY));
    }

    private static long amount(JsonObject quantities, String name) {
        return ApiAmounts.of(name, required(quantities, name));
    }

    private static String required(JsonObject quantities, String name) {
        return quantities.text(name).orElseThrow(() -> new JsonException("the Node does not say its " + name));
    }

    private static <T> T orElse(String key, Parsed<T> parsed, T absent) {
        return switch (parsed) {
            case Parsed.Absent<T>() -> absent;
            case Parsed.Valid<T>(T value) -> value;
            case Parsed.Invalid<T>(String why) -> {
                log.warn("Ignores the annotation {}: {}", key, why);
                yield absent;
            }
        };
    }

    /** Disabled colocation is off, whatever the mode. */
    private static Optional<Mode> mode(Map<String, String> labels) {
        if ("disabled".equals(labels.get(Labels.NODE_COLOCATION))) {
            return Optional.of(Mode.OFF);
        }
        String label = labels.get(Labels.NODE_MODE);
        if (label == null) {
            return Optional.empty();
        }
        Optional<Mode> mode = Mode.parse(label);
        if (mode.isEmpty()) {
            log.warn("Ignores the label {}: must be observe, enforce or off, was {}", Labels.NODE_MODE, label);
        }
        return mode;
    }
}
