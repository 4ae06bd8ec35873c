package io.sublet.crds.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sections of NodeSLO that a key of the ConfigMap rules, each with what it holds when nothing is said. */
public enum SloSection {
    THRESHOLD("resource-threshold-config", "resourceUsedThresholdWithBE") {
        @Override
        Map<String, @Nullable Object> defaults() {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("enable", false);
            fields.put("cpuSuppressThresholdPercent", 65L);
            fields.put("cpuSuppressPolicy", "cpuset");
            fields.put("memoryEvictThresholdPercent", 70L);
            fields.put("cpuEvictPolicy", "evictByRealLimit");
            return fields;
        }
    },
    QOS("resource-qos-config", "resourceQOSStrategy") {
        @Override
        Map<String, @Nullable Object> defaults() {
            return Map.of();
        }
    },
    BURST("cpu-burst-config", "cpuBurstStrategy") {
        @Override
        Map<String, @Nullable Object> defaults() {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("policy", "none");
            fields.put("cpuBurstPercent", 1000L);
            fields.put("cfsQuotaBurstPercent", 300L);
            fields.put("cfsQuotaBurstPeriodSeconds", -1L);
            fields.put("sharePoolThresholdPercent", 50L);
            return fields;
        }
    },
    SYSTEM("system-config", "systemStrategy") {
        @Override
        Map<String, @Nullable Object> defaults() {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put(TOTAL_NETWORK_BANDWIDTH, "0");
            return fields;
        }
    };

    /** In the protocol this field is never absent, so an item that does not name it sets it back to zero. */
    public static final String TOTAL_NETWORK_BANDWIDTH = "totalNetworkBandwidth";

    private final String key;
    private final String field;

    SloSection(String key, String field) {
        this.key = key;
        this.field = field;
    }

    /** The key of the ConfigMap's data. */
    public String key() {
        return key;
    }

    /** The field of NodeSLO's spec. */
    public String field() {
        return field;
    }

    abstract Map<String, @Nullable Object> defaults();
}
