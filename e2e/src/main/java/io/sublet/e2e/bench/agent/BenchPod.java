package io.sublet.e2e.bench.agent;

import java.util.List;
import java.util.Map;

/**
 * A pod of two containers.
 *
 * @param containers ids of the runtime
 */
record BenchPod(String name, String uid, boolean bestEffort, List<String> containers) {
    static final String NODE = "bench-node";

    /** As the API server makes it, to be given its uid later. */
    static String document(int number, boolean bestEffort) {
        String resources = bestEffort
                ? "{\"requests\":{\"kubernetes.io/batch-cpu\":\"500\",\"kubernetes.io/batch-memory\":\"256Mi\"},"
                        + "\"limits\":{\"kubernetes.io/batch-cpu\":\"500\",\"kubernetes.io/batch-memory\":\"256Mi\"}}"
                : "{\"requests\":{\"cpu\":\"100m\",\"memory\":\"128Mi\"}}";
        String container = "\"image\":\"i\",\"resources\":" + resources + "}";
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"pod-" + number + "\",\"labels\":{"
                + "\"app\":\"bench\",\"koordinator.sh/qosClass\":\"" + (bestEffort ? "BE" : "LS")
                + "\"}},\"spec\":{\"nodeName\":\"" + NODE
                + "\",\"automountServiceAccountToken\":false,\"containers\":[{\"name\":\"a\"," + container
                + ",{\"name\":\"b\"," + container + "]}}";
    }

    /** Where a kubelet puts it. */
    String group() {
        return "/kubepods/" + (bestEffort ? "besteffort" : "burstable") + "/pod" + uid;
    }

    /** A status in which it runs. */
    Map<String, Object> status() {
        return Map.of(
                "phase",
                "Running",
                "qosClass",
                bestEffort ? "BestEffort" : "Burstable",
                "containerStatuses",
                List.of(container("a", containers.get(0)), container("b", containers.get(1))));
    }

    private static Map<String, Object> container(String name, String id) {
        return Map.of(
                "name",
                name,
                "containerID",
                "containerd://" + id,
                "image",
                "i",
                "imageID",
                "i",
                "ready",
                true,
                "restartCount",
                0,
                "state",
                Map.of("running", Map.of("startedAt", "2026-01-01T00:00:00Z")));
    }
}
