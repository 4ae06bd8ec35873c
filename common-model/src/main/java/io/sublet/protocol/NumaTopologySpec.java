package io.sublet.protocol;

import io.sublet.model.cpu.NumaExclusive;
import io.sublet.model.cpu.NumaTopologyPolicy;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#NUMA_TOPOLOGY_SPEC}: from how many NUMA nodes a pod wants what it asks for.
 *
 * @param exclusive where a policy is given and this is not, {@link NumaExclusive#REQUIRED}, as the protocol has it
 */
public record NumaTopologySpec(NumaTopologyPolicy policy, NumaExclusive exclusive) {
    /** The spec of a pod without the annotation. */
    public static final NumaTopologySpec NONE = new NumaTopologySpec(NumaTopologyPolicy.NONE, NumaExclusive.NONE);

    public static Parsed<NumaTopologySpec> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject spec = Json.parseObject(text);
            NumaTopologyPolicy policy =
                    Fields.named(spec, "numaTopologyPolicy", NumaTopologyPolicy::parse, NumaTopologyPolicy.NONE);
            NumaExclusive unsaid = policy == NumaTopologyPolicy.NONE ? NumaExclusive.NONE : NumaExclusive.REQUIRED;
            return new NumaTopologySpec(
                    policy, Fields.named(spec, "singleNUMANodeExclusive", NumaExclusive::parse, unsaid));
        });
    }

    /** The annotation's text; what is not asked for is left out. */
    public String render() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (policy != NumaTopologyPolicy.NONE) {
            fields.put("numaTopologyPolicy", policy.wireName());
        }
        if (exclusive != NumaExclusive.NONE) {
            fields.put("singleNUMANodeExclusive", exclusive.wireName());
        }
        return Json.write(fields);
    }
}
