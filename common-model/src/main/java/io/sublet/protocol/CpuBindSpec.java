package io.sublet.protocol;

import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.CpuExclusivePolicy;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#RESOURCE_SPEC}: how a pod wants its CPUs bound.
 *
 * @param required a node that cannot do it is refused; {@link CpuBindPolicy#NONE} without a requirement
 * @param preferred done where it can be; {@link CpuBindPolicy#NONE} if it is not said
 * @param exclusive with whom CPUs are not shared
 */
public record CpuBindSpec(CpuBindPolicy required, CpuBindPolicy preferred, CpuExclusivePolicy exclusive) {
    /** The spec of a pod without the annotation. */
    public static final CpuBindSpec NONE =
            new CpuBindSpec(CpuBindPolicy.NONE, CpuBindPolicy.NONE, CpuExclusivePolicy.NONE);

    public static Parsed<CpuBindSpec> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject spec = Json.parseObject(text);
            return new CpuBindSpec(
                    Fields.named(spec, "requiredCPUBindPolicy", CpuBindPolicy::parse, CpuBindPolicy.NONE),
                    Fields.named(spec, "preferredCPUBindPolicy", CpuBindPolicy::parse, CpuBindPolicy.NONE),
                    Fields.named(
                            spec, "preferredCPUExclusivePolicy", CpuExclusivePolicy::parse, CpuExclusivePolicy.NONE));
        });
    }

    /** The annotation's text; wishes that are not made are left out. */
    public String render() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (required != CpuBindPolicy.NONE) {
            fields.put("requiredCPUBindPolicy", required.wireName());
        }
        if (preferred != CpuBindPolicy.NONE) {
            fields.put("preferredCPUBindPolicy", preferred.wireName());
        }
        if (exclusive != CpuExclusivePolicy.NONE) {
            fields.put("preferredCPUExclusivePolicy", exclusive.wireName());
        }
        return Json.write(fields);
    }
}
