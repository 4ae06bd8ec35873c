package io.sublet.agent.cluster.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.agent.cluster.Mode;
import io.sublet.agent.cluster.NodeView;
import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Node from the stream of the API server, without its images, conditions and addresses. */
final class NodeReader implements ItemReader<NodeView> {
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
                amount(capacity),
                amount(allocatable),
                reservation(annotations.get(Annotations.NODE_RESERVATION)),
                mode(labels.get(Labels.NODE_MODE))));
    }

    private static CpuMemory amount(JsonObject quantities) {
        return new CpuMemory(
                Quantities.parseCpu(required(quantities, ResourceNames.CPU)),
                Quantities.parseBytes(required(quantities, ResourceNames.MEMORY)));
    }

    private static String required(JsonObject quantities, String name) {
        return quantities.text(name).orElseThrow(() -> new JsonException("the Node does not say its " + name));
    }

    private static NodeReservation reservation(@Nullable String annotation) {
        return switch (NodeReservation.parse(annotation)) {
            case Parsed.Absent<NodeReservation>() -> NodeReservation.NONE;
            case Parsed.Valid<NodeReservation>(NodeReservation reservation) -> reservation;
            case Parsed.Invalid<NodeReservation>(String why) -> {
                log.warn("Ignores the annotation {}: {}", Annotations.NODE_RESERVATION, why);
                yield NodeReservation.NONE;
            }
        };
    }

    private static Optional<Mode> mode(@Nullable String label) {
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
