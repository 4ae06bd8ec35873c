package io.sublet.agent.cluster;

import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value #KEY}: CPUs for pods of class SYSTEM.
 *
 * @param exclusive whether other pods keep away from them; true unless said otherwise
 */
public record SystemQosResource(CpuSet cpus, boolean exclusive) {
    public static final String KEY = "node.koordinator.sh/system-qos-resource";
    public static final SystemQosResource NONE = new SystemQosResource(CpuSet.EMPTY, true);

    public static Parsed<SystemQosResource> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject resource = Json.parseObject(text);
            String list = resource.string("cpuset").orElse("");
            return new SystemQosResource(
                    CpuSet.parse(list)
                            .orElseThrow(() -> new JsonException("cpuset is not a list of CPUs: " + list)),
                    resource.bool("cpusetExclusive").orElse(true));
        });
    }

    public String render() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("cpuset", cpus.toString());
        fields.put("cpusetExclusive", exclusive);
        return Json.write(fields);
    }
}
