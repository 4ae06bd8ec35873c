package io.sublet.e2e.peer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.RoundingMode;
import java.util.Map;

/** What a manager notes on a Node and in the zones of its topology, with one notation for what means the same. */
final class NodeMarks {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PREFIX = "node.koordinator.sh/";
    /** Nothing said is nothing offered, and the machine's own speed. */
    private static final String NO_ORIGIN =
            "{\"resources\":{\"kubernetes.io/batch-cpu\":\"0\",\"kubernetes.io/batch-memory\":\"0\"}}";

    private NodeMarks() {}

    static ObjectNode of(Node node, JsonNode zones) {
        ObjectNode marks = JsonNodeFactory.instance.objectNode();
        Map<String, String> annotations = node.getMetadata().getAnnotations();
        ObjectNode shown = marks.putObject("annotations");
        shown.put("speed", annotations.getOrDefault(PREFIX + "cpu-normalization-ratio", "1.00"));
        shown.put("amplified", annotations.getOrDefault(PREFIX + "resource-amplification-ratio", ""));
        shown.set(
                "origin",
                numbers(parsed(annotations.getOrDefault(PREFIX + "originExtendedAllocatable", NO_ORIGIN))
                        .path("resources")));
        for (JsonNode zone : zones) {
            ObjectNode offered = marks.withObject("/zones/" + zone.path("name").asText());
            for (JsonNode resource : zone.path("resources")) {
                String name = resource.path("name").asText();
                if (name.startsWith("kubernetes.io/")) {
                    for (String field : new String[] {"capacity", "allocatable", "available"}) {
                        offered.put(
                                name + " " + field,
                                noMoreThan(node, name, resource.path(field).asText()));
                    }
                }
            }
        }
        return marks;
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not JSON: " + text, e);
        }
    }

    private static ObjectNode numbers(JsonNode quantities) {
        ObjectNode numbers = JsonNodeFactory.instance.objectNode();
        quantities
                .properties()
                .forEach(entry ->
                        numbers.put(entry.getKey(), number(entry.getValue().asText())));
        return numbers;
    }

    /** koord-manager lets a zone show more than its Node does, where pods sit on few zones. */
    private static String noMoreThan(Node node, String resource, String quantity) {
        Quantity shown = node.getStatus().getAllocatable().getOrDefault(resource, new Quantity("0"));
        return number(
                new Quantity(quantity).getNumericalAmount().compareTo(shown.getNumericalAmount()) > 0
                        ? shown.toString()
                        : quantity);
    }

    /** Whole, as Go's {@code Value()} has it. */
    private static String number(String quantity) {
        return new Quantity(quantity)
                .getNumericalAmount()
                .setScale(0, RoundingMode.CEILING)
                .toPlainString();
    }
}
