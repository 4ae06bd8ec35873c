package io.sublet.cli.fleet;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.time.Instant;

/** Objects of a cluster for tests. */
public final class Nodes {
    public static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private Nodes() {}

    /** A node of 16 cores and 64 GiB. */
    public static JsonObject node(String name, String labels, String batch) {
        return Json.parseObject("""
                {"metadata":{"name":"%s","labels":{%s}},
                 "status":{"capacity":{"cpu":"16","memory":"64Gi"},"allocatable":{"cpu":"15","memory":"60Gi"%s}}}""".formatted(name, labels, batch));
    }

    public static String offers(int cores, int gib) {
        return ",\"kubernetes.io/batch-cpu\":\"" + cores + "k\",\"kubernetes.io/batch-memory\":\"" + gib + "Gi\"";
    }

    /** A report of a web pod, and of a batch pod that uses 3 cores and 2 GiB. */
    public static JsonObject metric(String name, Instant at, int cores) {
        return Json.parseObject("""
                {"metadata":{"name":"%s"},
                 "spec":{"metricCollectPolicy":{"reportIntervalSeconds":20}},
                 "status":{"updateTime":"%s",
                   "nodeMetric":{"nodeUsage":{"resources":{"cpu":"%d","memory":"20Gi"}},
                                 "systemUsage":{"resources":{"cpu":"1","memory":"2Gi"}}},
                   "podsMetric":[
                     {"namespace":"shop","name":"web","priority":"koord-prod","qos":"LS",
                      "podUsage":{"resources":{"cpu":"4","memory":"10Gi"}}},
                     {"namespace":"jobs","name":"report","priority":"koord-batch","qos":"BE",
                      "podUsage":{"resources":{"cpu":"3","memory":"2Gi"}}}]}}""".formatted(name, at, cores));
    }
}
