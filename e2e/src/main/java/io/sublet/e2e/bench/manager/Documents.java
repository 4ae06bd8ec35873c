package io.sublet.e2e.bench.manager;

import io.sublet.protocol.json.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** The objects of a fleet of like nodes, as JSON of the size that they have in practice. */
final class Documents {
    static final int PODS_PER_NODE = 30;
    /** Which share of a node its pods use, in percent; each change is larger than what a manager may ignore. */
    static final int[] LOADS = {20, 50};

    private static final long MILLI_CPUS = 32_000;
    private static final long BYTES = 128L << 30;
    /** The bookkeeping of the API server, which makes it up itself where there is one. */
    static final String MANAGED_FIELDS = managedFields();

    private static final Template NODE =
            Template.of("""
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"%s","uid":"0d4f1a58-5a0c-4a34-9f3c-%s",\
            %s"creationTimestamp":"2026-01-01T00:00:00Z","labels":{"kubernetes.io/arch":"amd64",\
            "kubernetes.io/os":"linux","kubernetes.io/hostname":"%s","node.kubernetes.io/instance-type":"m6i.8xlarge",\
            "topology.kubernetes.io/region":"eu-1","topology.kubernetes.io/zone":"eu-1a","pool":"general"},\
            "annotations":{"node.alpha.kubernetes.io/ttl":"0","volumes.kubernetes.io/controller-managed-attach-detach":\
            "true"%s}},"spec":{"podCIDR":"10.0.0.0/24","providerID":"cloud:///eu-1a/i-%s"},\
            "status":{"capacity":%s,"allocatable":%s,"conditions":[CONDITIONS],"addresses":[{"type":"InternalIP",\
            "address":"10.1.2.3"},{"type":"Hostname","address":"%s"}],"nodeInfo":{"machineID":"ec2a","kernelVersion":"6.8.0",\
            "osImage":"Linux","containerRuntimeVersion":"containerd://2.0.0","kubeletVersion":"v1.35.4",\
            "operatingSystem":"linux","architecture":"amd64"},"images":IMAGES}}""".replace("CONDITIONS", conditions()).replace("IMAGES", images()));

    private static final Template POD = Template.of("""
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"%s","namespace":"shop","uid":"1e4f1a58-5a0c-4a34-%s-%s",\
            "resourceVersion":"1","labels":{"app":"service-%s","pod-template-hash":"7c9f8d5b4","koordinator.sh/qosClass":"LS"},\
            "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"service-7c9f8d5b4","uid":"2f6f","controller":true}],\
            "managedFields":MANAGED_FIELDS},"spec":{"nodeName":"%s","priority":9500,"restartPolicy":"Always","containers":[{"name":"main",\
            "image":"registry.example.com/platform/service:2026.11.3","env":[ENVIRONMENT],"resources":{"requests":{"cpu":"500m",\
            "memory":"2Gi"},"limits":{"cpu":"2","memory":"2Gi"}},"terminationMessagePath":"/dev/termination-log"}],\
            "serviceAccountName":"default","schedulerName":"default-scheduler"},"status":{"phase":"Running","qosClass":"Burstable",\
            "podIP":"10.0.0.7","startTime":"2026-01-01T00:00:00Z","conditions":[CONDITIONS]}}""".replace("MANAGED_FIELDS", MANAGED_FIELDS)
            .replace("ENVIRONMENT", environment())
            .replace("CONDITIONS", conditions()));

    private static final Template METRIC = Template.of("""
            {"apiVersion":"slo.koordinator.sh/v1alpha1","kind":"NodeMetric","metadata":{"name":"%s",\
            "uid":"3d4f1a58-5a0c-4a34-9f3c-%s","generation":1,"resourceVersion":"%s",\
            "creationTimestamp":"2026-01-01T00:00:00Z","managedFields":MANAGED_FIELDS},"spec":%s%s}""".replace("MANAGED_FIELDS", MANAGED_FIELDS));

    private Documents() {}

    static String nodeName(int node) {
        return "node-" + digits(node, 5);
    }

    private static String digits(int number, int count) {
        String text = Integer.toString(number);
        return "0".repeat(Math.max(0, count - text.length())) + text;
    }

    static int nodeNumber(String name) {
        return Integer.parseInt(name.substring("node-".length()));
    }

    private static String podName(int node, int pod) {
        return "service-" + digits(pod, 2) + "-7c9f8d5b4-" + digits(node, 5);
    }

    /**
     * What a manager has written into a Node.
     *
     * @param resources further entries of its resource lists
     * @param annotations further annotations
     */
    record Written(Map<String, String> resources, Map<String, String> annotations) {
        static final Written NOTHING = new Written(Map.of(), Map.of());

        Written with(Map<String, String> moreResources, Map<String, String> moreAnnotations) {
            return new Written(union(resources, moreResources), union(annotations, moreAnnotations));
        }

        private static Map<String, String> union(Map<String, String> first, Map<String, String> second) {
            Map<String, String> all = new TreeMap<>(first);
            all.putAll(second);
            return all;
        }

        private static String entries(Map<String, String> map) {
            StringBuilder text = new StringBuilder();
            map.forEach((key, value) ->
                    text.append(',').append(Json.write(key)).append(':').append(Json.write(value)));
            return text.toString();
        }
    }

    /** A Node of about 12 KB. */
    static String node(int node, String version, Written written) {
        return named(
                node, "\"resourceVersion\":\"" + version + "\",\"managedFields\":" + MANAGED_FIELDS + ",", written);
    }

    /** A Node to create. */
    static String newNode(int node) {
        return named(node, "", Written.NOTHING);
    }

    private static String named(int node, String bookkeeping, Written written) {
        String name = nodeName(node);
        String resources = "{\"cpu\":\"32\",\"ephemeral-storage\":\"959218776Ki\",\"hugepages-1Gi\":\"0\",\"memory\":\""
                + BYTES + "\",\"pods\":\"110\"" + Written.entries(written.resources) + "}";
        return NODE.with(
                name,
                digits(node, 12),
                bookkeeping,
                name,
                Written.entries(written.annotations),
                digits(node, 8),
                resources,
                resources,
                name);
    }

    private static String conditions() {
        StringJoiner conditions = new StringJoiner(",");
        for (String type : new String[] {"MemoryPressure", "DiskPressure", "PIDPressure", "Ready"}) {
            conditions.add("""
                    {"type":"%s","status":"%s","lastHeartbeatTime":"2026-01-01T00:00:00Z","lastTransitionTime":\
                    "2026-01-01T00:00:00Z","reason":"KubeletHas%s","message":"kubelet says so"}""".formatted(type, type.equals("Ready") ? "True" : "False", type));
        }
        return conditions.toString();
    }

    /** As a kubelet lists them: 30 images by digest and by tag. */
    private static String images() {
        StringJoiner images = new StringJoiner(",", "[", "]");
        for (int i = 0; i < 30; i++) {
            images.add("""
                    {"names":["registry.example.com/platform/service-%02d@sha256:%064d",\
                    "registry.example.com/platform/service-%02d:2026.11.%d"],"sizeBytes":184467440}""".formatted(i, i, i, i));
        }
        return images.toString();
    }

    private static String managedFields() {
        StringJoiner entries = new StringJoiner(",", "[", "]");
        for (String manager : new String[] {"kubelet", "kube-controller-manager"}) {
            StringJoiner fields = new StringJoiner(",");
            for (int i = 0; i < 40; i++) {
                fields.add("\"f:field-" + i + "\":{\".\":{}}");
            }
            entries.add("""
                    {"manager":"%s","operation":"Update","apiVersion":"v1","time":"2026-01-01T00:00:00Z",\
                    "fieldsType":"FieldsV1","fieldsV1":{"f:status":{%s}}}""".formatted(manager, fields));
        }
        return entries.toString();
    }

    /** A running online pod of about 3 KB. */
    static String pod(int node, int pod) {
        String name = podName(node, pod);
        return POD.with(name, digits(pod, 4), digits(node, 12), digits(pod, 2), nodeName(node));
    }

    private static String environment() {
        StringJoiner variables = new StringJoiner(",");
        for (int i = 0; i < 10; i++) {
            variables.add("{\"name\":\"SETTING_" + i + "\",\"value\":\"https://settings.example.com/shop/" + i + "\"}");
        }
        return variables.toString();
    }

    /**
     * A NodeMetric of about 12 KB.
     *
     * @param spec its JSON
     * @param status its JSON, or empty for an agent that has not reported yet
     */
    static String metric(int node, String version, String spec, String status) {
        return METRIC.with(
                nodeName(node), digits(node, 12), version, spec, status.isEmpty() ? "" : ",\"status\":" + status);
    }

    /** What a manager applies to a node's NodeMetric by default. */
    static String appliedMetric(int node) {
        return applied("NodeMetric", node, """
                {"metricCollectPolicy":{"aggregateDurationSeconds":300,"reportIntervalSeconds":60,"nodeAggregatePolicy":\
                {"durations":["5m0s","10m0s","30m0s"]},"nodeMemoryCollectPolicy":"usageWithoutPageCache"}}""");
    }

    /** What a manager applies to a node's NodeSLO by default. */
    static String appliedSlo(int node) {
        return applied("NodeSLO", node, """
                {"resourceUsedThresholdWithBE":{"enable":false,"cpuSuppressThresholdPercent":65,"cpuSuppressPolicy":"cpuset",\
                "memoryEvictThresholdPercent":70,"cpuEvictPolicy":"evictByRealLimit"},"resourceQOSStrategy":{},\
                "cpuBurstStrategy":{"policy":"none","cpuBurstPercent":1000,"cfsQuotaBurstPercent":300,\
                "cfsQuotaBurstPeriodSeconds":-1,"sharePoolThresholdPercent":50},\
                "systemStrategy":{"totalNetworkBandwidth":"0"},"extensions":{"Object":{}}}""");
    }

    private static String applied(String kind, int node, String spec) {
        return "{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"" + kind + "\",\"metadata\":{\"name\":\""
                + nodeName(node) + "\"},\"spec\":" + spec + "}";
    }

    /** A merge patch of a Node's status like a manager's. */
    static String appliedOffer() {
        String offer = """
                {"kubernetes.io/batch-cpu":"13500","kubernetes.io/batch-memory":"52Gi","kubernetes.io/mid-cpu":"1600",\
                "kubernetes.io/mid-memory":"6Gi"}""";
        return """
                {"metadata":{"annotations":{"node.koordinator.sh/originExtendedAllocatable":"{\\"resources\\":\
                {\\"kubernetes.io/batch-cpu\\":\\"13500\\",\\"kubernetes.io/batch-memory\\":\\"52Gi\\"}}"}},\
                "status":{"capacity":%1$s,"allocatable":%1$s}}""".formatted(offer);
    }

    /**
     * What an agent reports: the node, the system, percentiles of three windows, and each pod.
     *
     * @param load percent of the node
     */
    static String status(int node, int load, Instant now) {
        long cpu = MILLI_CPUS * load / 100;
        long memory = BYTES / 100 * load;
        StringJoiner pods = new StringJoiner(",");
        for (int pod = 0; pod < PODS_PER_NODE; pod++) {
            pods.add("{\"name\":\"" + podName(node, pod) + "\",\"namespace\":\"shop\",\"podUsage\":"
                    + usage(cpu / PODS_PER_NODE + pod, memory / PODS_PER_NODE)
                    + ",\"priority\":\"koord-prod\",\"qos\":\"LS\"}");
        }
        String windows = windows(cpu, memory);
        return """
                {"updateTime":"%s","nodeMetric":{"nodeUsage":%s,"systemUsage":%s,"aggregatedNodeUsages":%s,\
                "aggregatedSystemUsages":%s},"podsMetric":[%s],"hostApplicationMetric":[],"prodReclaimableMetric":{"resource":%s}}""".formatted(
                        now.truncatedTo(ChronoUnit.SECONDS),
                        usage(cpu + 900, memory + (3L << 30)),
                        usage(900, 3L << 30),
                        windows,
                        windows,
                        pods,
                        usage(cpu / 4, memory / 4));
    }

    private static String windows(long cpu, long memory) {
        StringJoiner windows = new StringJoiner(",", "[", "]");
        for (String duration : new String[] {"5m0s", "10m0s", "30m0s"}) {
            StringJoiner levels = new StringJoiner(",");
            for (String level : new String[] {"avg", "p50", "p90", "p95", "p99"}) {
                levels.add("\"" + level + "\":" + usage(cpu + 13, memory + 4096));
            }
            windows.add("{\"duration\":\"" + duration + "\",\"usage\":{" + levels + "}}");
        }
        return windows.toString();
    }

    private static String usage(long milliCpu, long bytes) {
        return "{\"resources\":{\"cpu\":\"" + milliCpu + "m\",\"memory\":\"" + bytes / 1024 + "Ki\"}}";
    }
}
