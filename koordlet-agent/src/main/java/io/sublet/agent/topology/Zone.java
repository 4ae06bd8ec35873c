package io.sublet.agent.topology;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one NUMA node offers.
 *
 * @param resources quantities by resource name, in the order in which they are written
 */
public record Zone(int numaNode, Map<String, Amount> resources) {
    /** What there is, and what of it pods may have. */
    public record Amount(String capacity, String allocatable) {
        Map<String, Object> json(String name) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", name);
            fields.put("capacity", capacity);
            fields.put("allocatable", allocatable);
            fields.put("available", allocatable);
            return fields;
        }
    }

    public Zone {
        resources = new LinkedHashMap<>(resources);
    }

    String name() {
        return "node-" + numaNode;
    }

    /** Whether this program writes the resource; others belong to other programs. */
    static boolean isOwn(String resource) {
        return List.of("cpu", "memory").contains(resource) || resource.startsWith("hugepages-");
    }
}
