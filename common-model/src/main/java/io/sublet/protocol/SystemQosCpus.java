package io.sublet.protocol;

import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#SYSTEM_QOS_RESOURCE}: the CPUs of pods of QoS class SYSTEM.
 *
 * @param exclusive whether nobody else runs there; yes where it is not said
 */
public record SystemQosCpus(CpuSet cpus, boolean exclusive) {
    public static final SystemQosCpus NONE = new SystemQosCpus(CpuSet.EMPTY, true);

    /** A text of {@code null}, which the peer writes on nodes without such CPUs, is none. */
    public static Parsed<SystemQosCpus> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            if (Json.parse(text) == null) {
                return NONE;
            }
            JsonObject resource = Json.parseObject(text);
            return new SystemQosCpus(
                    Fields.cpus(resource, "cpuset"),
                    resource.bool("cpusetExclusive").orElse(true));
        });
    }

    /** CPUs that no other pod may be given. */
    public CpuSet reserved() {
        return exclusive ? cpus : CpuSet.EMPTY;
    }

    /** The annotation's text. */
    public String render() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cpuset", cpus.toString());
        fields.put("cpusetExclusive", exclusive);
        return Json.write(fields);
    }
}
