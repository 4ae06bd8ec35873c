package io.sublet.protocol;

import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The annotation {@value Annotations#RESOURCE_STATUS}: what the scheduler gave a pod.
 *
 * @param cpus the CPUs it is bound to; empty for a pod that is not bound
 * @param numaNodes what it was given on each NUMA node
 */
public record ResourceStatus(CpuSet cpus, List<NumaNodeResources> numaNodes) {
    public static final ResourceStatus NONE = new ResourceStatus(CpuSet.EMPTY, List.of());

    /** Quantities by resource name on one NUMA node. */
    public record NumaNodeResources(int node, Map<String, String> resources) {
        public NumaNodeResources {
            resources = new TreeMap<>(resources);
        }
    }

    public ResourceStatus {
        numaNodes = List.copyOf(numaNodes);
    }

    public static Parsed<ResourceStatus> parse(@Nullable String annotation) {
        return Parsed.of(annotation, text -> {
            JsonObject status = Json.parseObject(text);
            CpuSet cpus = Fields.cpus(status, "cpuset");
            List<NumaNodeResources> nodes = new ArrayList<>();
            for (JsonObject node : status.objects("numaNodeResources")) {
                long number = node.integer("node").orElse(0L);
                if (number < 0 || number > CpuSet.MAX_CPU) {
                    throw new JsonException(node.pathOf("node") + " is not a NUMA node: " + number);
                }
                nodes.add(new NumaNodeResources((int) number, node.textMap("resources")));
            }
            return new ResourceStatus(cpus, nodes);
        });
    }

    /** The annotation's text. */
    public String render() {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (!cpus.isEmpty()) {
            fields.put("cpuset", cpus.toString());
        }
        if (!numaNodes.isEmpty()) {
            List<Object> nodes = new ArrayList<>();
            for (NumaNodeResources node : numaNodes) {
                Map<String, Object> entry = new LinkedHashMap<>();
                entry.put("node", node.node);
                entry.put("resources", node.resources);
                nodes.add(entry);
            }
            fields.put("numaNodeResources", nodes);
        }
        return Json.write(fields);
    }
}
