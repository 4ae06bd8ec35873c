package io.sublet.e2e.bench.extender;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The documents of one node without a machine. It is unreachable from the start and stays so, because heartbeats of thousands of
 * nodes would be most of what is measured; the pods tolerate that.
 *
 * @param number from 0
 */
record BenchNode(int number) {
    static final long MILLI_CPUS = 32_000;
    static final long BYTES = 128L << 30;
    private static final int REPORT_SECONDS = 1;

    /** What is used of a node or a pod. */
    record Used(long milliCpu, long bytes) {
        static final Used NOTHING = new Used(0, 0);

        Used plus(Used more) {
            return new Used(milliCpu + more.milliCpu, bytes + more.bytes);
        }

        private String json() {
            return "{\"resources\":{\"cpu\":\"" + milliCpu + "m\",\"memory\":\"" + bytes + "\"}}";
        }
    }

    /** As long as names of clouds are. */
    String name() {
        return String.format(
                Locale.ROOT, "ip-10-%03d-%03d-017.eu-central-1.compute.internal", number / 256, number % 256);
    }

    String document() {
        String name = name();
        String resources = "{\"cpu\":\"32\",\"memory\":\"" + BYTES + "\",\"pods\":\"110\"}";
        return """
                {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s","labels":{"kubernetes.io/hostname":"%s",\
                "kubernetes.io/arch":"amd64","kubernetes.io/os":"linux","topology.kubernetes.io/region":"eu-central-1",\
                "topology.kubernetes.io/zone":"eu-central-1%c","node.kubernetes.io/instance-type":"m6i.8xlarge"}},\
                "spec":{"taints":[{"key":"node.kubernetes.io/unreachable","effect":"NoSchedule"},\
                {"key":"node.kubernetes.io/unreachable","effect":"NoExecute"}]},\
                "status":{"capacity":%s,"allocatable":%s,"conditions":[%s]}}""".formatted(
                        name,
                        name,
                        (char) ('a' + number % 3),
                        resources,
                        resources,
                        Map.of(
                                        "Ready",
                                        "Unknown",
                                        "MemoryPressure",
                                        "Unknown",
                                        "DiskPressure",
                                        "Unknown",
                                        "PIDPressure",
                                        "Unknown")
                                .entrySet()
                                .stream()
                                .map(condition -> "{\"type\":\"" + condition.getKey() + "\",\"status\":\""
                                        + condition.getValue() + "\",\"reason\":\"NodeStatusUnknown\"}")
                                .collect(Collectors.joining(",")));
    }

    /** A NodeMetric without a report. */
    String metric() {
        return "{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeMetric\",\"metadata\":{\"name\":\""
                + name() + "\"},\"spec\":{\"metricCollectPolicy\":{\"reportIntervalSeconds\":" + REPORT_SECONDS + "}}}";
    }

    /**
     * A report, as a merge patch.
     *
     * @param pods usage of pods in the namespace "default", by name
     */
    static String report(Used node, Map<String, Used> pods, Instant now) {
        String ofPods = pods.entrySet().stream()
                .map(pod -> "{\"namespace\":\"default\",\"name\":\"" + pod.getKey()
                        + "\",\"priority\":\"koord-prod\",\"qos\":\"LS\",\"podUsage\":"
                        + pod.getValue().json() + "}")
                .collect(Collectors.joining(","));
        return "{\"status\":{\"updateTime\":\"" + now.truncatedTo(ChronoUnit.SECONDS)
                + "\",\"nodeMetric\":{\"nodeUsage\":" + node.json() + ",\"systemUsage\":"
                + new Used(500, 1L << 30).json() + "},\"podsMetric\":[" + ofPods + "]}}";
    }
}
