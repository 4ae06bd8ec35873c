package io.sublet.protocol;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#RESOURCE_SPEC}: how a pod wants its CPUs bound.
 *
 * @param required a node that cannot do it is refused
 * @param preferred done where it can be
 * @param exclusive with whom CPUs are not shared
 */
public record CpuBindSpec(BindPolicy required, BindPolicy preferred, ExclusivePolicy exclusive) {
    /** The spec of a pod without the annotation. */
    public static final CpuBindSpec NONE =
            new CpuBindSpec(BindPolicy.DEFAULT, BindPolicy.DEFAULT, ExclusivePolicy.NONE);

    /** Which logical CPUs of a core. */
    public enum BindPolicy {
        /** No wish. */
        DEFAULT("Default"),
        /** Whole physical cores. */
        FULL_PCPUS("FullPCPUs"),
        /** One logical CPU of each core first. */
        SPREAD_BY_PCPUS("SpreadByPCPUs"),
        /** Bound, but may burst within a limit. */
        CONSTRAINED_BURST("ConstrainedBurst");

        private final String wireName;

        BindPolicy(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    /** What is not shared with other pods that ask for the same. */
    public enum ExclusivePolicy {
        NONE("None"),
        PCPU_LEVEL("PCPULevel"),
        NUMA_NODE_LEVEL("NUMANodeLevel");

        private final String wireName;

        ExclusivePolicy(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }

    public static Parsed<CpuBindSpec> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject spec = Json.parseObject(text);
            return new CpuBindSpec(
                    bindPolicy(spec, "requiredCPUBindPolicy"),
                    bindPolicy(spec, "preferredCPUBindPolicy"),
                    exclusivePolicy(spec, "preferredCPUExclusivePolicy"));
        });
    }

    /** The annotation's text; wishes that are not made are left out. */
    public String render() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (required != BindPolicy.DEFAULT) {
            fields.put("requiredCPUBindPolicy", required.wireName);
        }
        if (preferred != BindPolicy.DEFAULT) {
            fields.put("preferredCPUBindPolicy", preferred.wireName);
        }
        if (exclusive != ExclusivePolicy.NONE) {
            fields.put("preferredCPUExclusivePolicy", exclusive.wireName);
        }
        return Json.write(fields);
    }

    private static BindPolicy bindPolicy(JsonObject spec, String field) {
        String text = spec.string(field).orElse("");
        for (BindPolicy policy : BindPolicy.values()) {
            if (policy.wireName.equals(text)) {
                return policy;
            }
        }
        if (text.isEmpty()) {
            return BindPolicy.DEFAULT;
        }
        throw new JsonException(spec.pathOf(field) + " is unknown: " + text);
    }

    private static ExclusivePolicy exclusivePolicy(JsonObject spec, String field) {
        String text = spec.string(field).orElse("");
        for (ExclusivePolicy policy : ExclusivePolicy.values()) {
            if (policy.wireName.equals(text)) {
                return policy;
            }
        }
        if (text.isEmpty()) {
            return ExclusivePolicy.NONE;
        }
        throw new JsonException(spec.pathOf(field) + " is unknown: " + text);
    }
}
