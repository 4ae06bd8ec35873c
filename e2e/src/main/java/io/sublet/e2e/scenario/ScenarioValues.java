package io.sublet.e2e.scenario;

import java.util.Map;

/**
 * Values of the chart for the story: reports every two seconds over short windows, so that a person can watch, and thresholds
 * for a machine that runs control plane, client and whatever else on the node's own two CPUs.
 */
public final class ScenarioValues {
    private ScenarioValues() {}

    /** As in a values file. */
    public static Map<String, Object> of(int replicas) {
        return Map.of(
                "mode",
                "enforce",
                "manager",
                Map.of("replicas", replicas),
                "webhook",
                Map.of("replicas", replicas),
                "config",
                Map.of(
                        "colocation",
                        colocation(),
                        "resourceThreshold",
                        Map.of("clusterStrategy", suppression()),
                        "loadAware",
                        Map.of("usageThresholds", Map.of("cpu", 0, "memory", 95))));
    }

    private static Map<String, Object> colocation() {
        return Map.of(
                "enable", true,
                "metricReportIntervalSeconds", 2,
                "metricAggregateDurationSeconds", 10,
                "cpuReclaimThresholdPercent", 95,
                "memoryReclaimThresholdPercent", 65,
                // As many reports as by default.
                "extensions", Map.of("sublet.io/stable-offer", Map.of("holdSeconds", 10)));
    }

    private static Map<String, Object> suppression() {
        return Map.of("enable", true, "cpuSuppressThresholdPercent", 80, "cpuSuppressPolicy", "cfsQuota");
    }
}
