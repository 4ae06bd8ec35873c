package io.sublet.crds.config;

import io.sublet.protocol.Annotations;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Node itself says about its colocation strategy: an annotation, and labels that are stronger than it. */
final class NodeOverrides {
    /** Labels that hold a ratio, and the field in percent that each stands for. */
    private static final Map<String, String> RATIO_LABELS = Map.of(
            "node.koordinator.sh/cpu-reclaim-ratio", "cpuReclaimThresholdPercent",
            "node.koordinator.sh/memory-reclaim-ratio", "memoryReclaimThresholdPercent",
            "node.koordinator.sh/mid-static-cpu-reserved-ratio", "midStaticCPUReservedPercent",
            "node.koordinator.sh/mid-static-memory-reserved-ratio", "midStaticMemoryReservedPercent");

    private NodeOverrides() {}

    static boolean anyOn(NodeFacts node) {
        return node.annotations().containsKey(Annotations.COLOCATION_STRATEGY)
                || RATIO_LABELS.keySet().stream().anyMatch(node.labels()::containsKey);
    }

    /**
     * The fields that the node overrides.
     *
     * @throws JsonException if the annotation is not an object or a label not a ratio
     */
    static Map<String, @Nullable Object> of(NodeFacts node) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        @Nullable String annotation = node.annotations().get(Annotations.COLOCATION_STRATEGY);
        if (annotation != null) {
            JsonObject overlay = JsonObject.of(Json.parse(annotation), "");
            fields.putAll(
                    ColocationDocument.canonicalize(overlay, Findings.of("")).fields());
        }
        RATIO_LABELS.forEach((label, field) -> {
            @Nullable String ratio = node.labels().get(label);
            if (ratio != null) {
                fields.put(field, percent(label, ratio));
            }
        });
        return fields;
    }

    /** Truncated product of binary floating point numbers, as the protocol has it: 0.29 is 28 percent. */
    private static Long percent(String label, String ratio) {
        try {
            double value = Double.parseDouble(ratio);
            if (value >= 0 && value <= 100) {
                return (long) (value * 100);
            }
        } catch (NumberFormatException e) {
            throw new JsonException("label " + label + " is not a number: " + ratio);
        }
        throw new JsonException("label " + label + " must be in 0..100, was " + ratio);
    }
}
