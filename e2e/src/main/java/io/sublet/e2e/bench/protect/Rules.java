package io.sublet.e2e.bench.protect;

import io.sublet.protocol.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The operator's rules of an arm.
 *
 * @param documents of the ConfigMap, by key; what is not there is taken out of it
 * @param idleCores CPUs that stay idle in place of a share of them; 0 for the share
 * @param fastLoop whether the agent looks ten times a second, not once
 */
record Rules(Map<String, Object> documents, int idleCores, boolean fastLoop) {
    static final String THRESHOLD = "resource-threshold-config";
    static final String QOS = "resource-qos-config";
    static final String BURST = "cpu-burst-config";
    static final String SYSTEM = "system-config";

    /** Best effort may fill the node up to nine tenths, by quota and in the kernel's idle class. */
    static final Rules USUAL = new Rules(
            Map.of(
                    THRESHOLD,
                    cluster(Map.of(
                            "enable", true, "cpuSuppressThresholdPercent", 90, "cpuSuppressPolicy", "cfsQuota"))),
            0,
            true);

    Rules {
        documents = Map.copyOf(documents);
    }

    /** With a document in which the strategy of all nodes is as given. */
    Rules with(String key, Map<String, Object> strategy) {
        Map<String, Object> more = new LinkedHashMap<>(documents);
        more.put(key, cluster(strategy));
        return new Rules(more, idleCores, fastLoop);
    }

    Rules withIdleCores(int cores) {
        return new Rules(documents, cores, fastLoop);
    }

    Rules withoutFastLoop() {
        return new Rules(documents, idleCores, false);
    }

    private static Map<String, Object> cluster(Map<String, Object> strategy) {
        return Map.of("clusterStrategy", strategy);
    }

    /** The documents as the ConfigMap holds them. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        documents.forEach((key, document) -> texts.put(key, Json.write(document)));
        return texts;
    }
}
