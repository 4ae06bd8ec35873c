package io.sublet.protocol;

import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#KUBELET_CPU_MANAGER_POLICY}: how the kubelet of a node gives out CPUs itself.
 *
 * @param policy {@code none} or {@code static}
 * @param options as in the kubelet's configuration
 * @param reservedCpus kept for the system
 */
public record KubeletCpuManagerPolicy(String policy, Map<String, String> options, CpuSet reservedCpus) {
    /** Of a node that does not say. */
    public static final KubeletCpuManagerPolicy NONE = new KubeletCpuManagerPolicy("none", Map.of(), CpuSet.EMPTY);

    public KubeletCpuManagerPolicy {
        options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    public static Parsed<KubeletCpuManagerPolicy> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject policy = Json.parseObject(text);
            return new KubeletCpuManagerPolicy(
                    policy.string("policy").orElse("none"),
                    policy.textMap("options"),
                    Fields.cpus(policy, "reservedCPUs"));
        });
    }

    /** Whether it binds Guaranteed pods to CPUs. */
    public boolean isStatic() {
        return policy.equals("static");
    }

    /** Whether it refuses pods that do not fill whole cores. */
    public boolean wholeCoresOnly() {
        return isStatic() && "true".equals(options.get("full-pcpus-only"));
    }

    /** The annotation's text. */
    public String render() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("policy", policy);
        if (!options.isEmpty()) {
            fields.put("options", options);
        }
        if (!reservedCpus.isEmpty()) {
            fields.put("reservedCPUs", reservedCpus.toString());
        }
        return Json.write(fields);
    }
}
