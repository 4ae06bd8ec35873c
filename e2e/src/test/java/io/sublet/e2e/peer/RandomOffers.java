package io.sublet.e2e.peer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Nodes of all sizes with any policy, load and reservation, written as in {@code offers.yaml}; the same ones each time. They keep
 * away from what differs on purpose: mid is promised less than the margin of batch, all pods are measured where requests count,
 * and amounts can be divided by the number of zones.
 */
final class RandomOffers {
    private static final long SEED = 20_261_128;
    private static final int NODES = 60;
    private static final int[] CORES = {4, 8, 16, 22, 32, 36, 48, 64, 96, 128};
    private static final List<String> QOS = List.of("LS", "LS", "LSR", "LSE", "");
    private static final List<String> CLASSES = List.of("koord-prod", "koord-prod", "", "koord-mid", "koord-batch");

    private final Random random = new Random(SEED);

    static List<OfferScenario> all() {
        RandomOffers offers = new RandomOffers();
        return IntStream.range(0, NODES).mapToObj(offers::next).toList();
    }

    private OfferScenario next(int number) {
        String name = "random-" + number;
        int cores = CORES[random.nextInt(CORES.length)];
        int gibibytes = cores * (2 + random.nextInt(3));
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("name", name);
        document.putObject("capacity").put("cpu", "" + cores).put("memory", gibibytes + "Gi");
        document.putObject("allocatable")
                .put("cpu", cores * 1000 - 120 * random.nextInt(9) + "m")
                .put("memory", gibibytes * 1024 - 96 * random.nextInt(9) + "Mi");
        boolean requestsCount = random.nextBoolean();
        strategy(document.putObject("strategy"), requestsCount);
        int zones = random.nextInt(3);
        zones(document, zones, cores, gibibytes);
        document.putObject("annotations");
        reservation(document);
        if (zones == 0 && random.nextInt(4) == 0) {
            thirdParty(document, cores);
        }
        if (random.nextInt(3) == 0) {
            document.putObject("labels").put("node.koordinator.sh/cpu-normalization-enabled", "true");
        }
        report(document, zones, cores, gibibytes, requestsCount);
        return new OfferScenario(name, document);
    }

    private void strategy(ObjectNode strategy, boolean requestsCount) {
        strategy.put("cpuReclaimThresholdPercent", 40 + random.nextInt(36))
                .put("memoryReclaimThresholdPercent", 40 + random.nextInt(36))
                .put("cpuCalculatePolicy", requestsCount ? "maxUsageRequest" : "usage")
                .put(
                        "memoryCalculatePolicy",
                        requestsCount ? "maxUsageRequest" : random.nextBoolean() ? "usage" : "request")
                .put("midCPUThresholdPercent", random.nextInt(20))
                .put("midMemoryThresholdPercent", random.nextInt(20))
                .put("midUnallocatedPercent", random.nextInt(101));
        if (random.nextInt(3) == 0) {
            strategy.put("batchCPUThresholdPercent", random.nextInt(60));
        }
        if (random.nextInt(3) == 0) {
            strategy.put("batchMemoryThresholdPercent", random.nextInt(60));
        }
        if (random.nextInt(3) == 0) {
            strategy.put("midReclaimMode", "static")
                    .put("midStaticCPUReservedPercent", random.nextInt(101))
                    .put("midStaticMemoryReservedPercent", random.nextInt(101));
        }
    }

    private static void zones(ObjectNode document, int zones, int cores, int gibibytes) {
        for (int zone = 0; zone < zones; zone++) {
            document.withArray("zones")
                    .addObject()
                    .put("cpu", cores * 1000 / zones + "m")
                    .put("memory", gibibytes * 1024 / zones + "Mi");
        }
    }

    private void reservation(ObjectNode document) {
        String reserved = switch (random.nextInt(4)) {
            case 0 -> "{\"resources\":{\"cpu\":\"" + 240 * random.nextInt(9) + "m\",\"memory\":\"2Gi\"}}";
            case 1 -> "{\"reservedCPUs\":\"0-" + random.nextInt(3) + "\"}";
            case 2 -> "{\"resources\":{\"cpu\":\"3\",\"memory\":\"1Gi\"},\"reservedCPUs\":\"1,3\"}";
            default -> "";
        };
        if (!reserved.isEmpty()) {
            document.withObject("/annotations").put("node.koordinator.sh/reservation", reserved);
        }
    }

    private void thirdParty(ObjectNode document, int cores) {
        document.withObject("/annotations")
                .put("node.koordinator.sh/thirdPartyAllocations", """
                {"allocations":[{"name":"yarn","priority":"koord-batch","resources":
                  {"kubernetes.io/batch-cpu":"%d","kubernetes.io/batch-memory":"3Gi"}}]}""".formatted(random.nextInt(cores * 1000)));
    }

    private void report(ObjectNode document, int zones, int cores, int gibibytes, boolean allMeasured) {
        ObjectNode report = document.putObject("report");
        put(report.putObject("node"), random.nextInt(cores * 1000), random.nextInt(gibibytes * 1024));
        put(report.putObject("system"), random.nextInt(cores * 200), random.nextInt(gibibytes * 200));
        put(report.putObject("reclaimable"), random.nextInt(cores * 500), random.nextInt(gibibytes * 512));
        ArrayNode pods = document.putArray("pods");
        int count = random.nextInt(7);
        for (int i = 0; i < count; i++) {
            String name = "pod-" + i;
            String priority = CLASSES.get(random.nextInt(CLASSES.size()));
            boolean isBound = random.nextInt(5) > 0;
            if (isBound) {
                pod(pods.addObject(), name, priority, zones, cores);
            }
            if (allMeasured || !isBound || random.nextInt(4) > 0) {
                ObjectNode measured = put(
                        report.withArray("pods").addObject(),
                        random.nextInt(cores * 180),
                        random.nextInt(gibibytes * 180));
                measured.put("name", name).put("priority", priority);
            }
        }
        for (String priority : List.of("koord-prod", "koord-mid", "koord-batch")) {
            if (random.nextInt(4) == 0) {
                put(report.withArray("applications").addObject(), random.nextInt(cores * 60), random.nextInt(2048))
                        .put("name", "app-" + priority)
                        .put("priority", priority)
                        .put("qos", "LS");
            }
        }
    }

    private void pod(ObjectNode pod, String name, String priority, int zones, int cores) {
        pod.put("name", name);
        if (priority.equals("koord-batch")) {
            pod.put("qos", "BE")
                    .put("batchCpu", "1000")
                    .put("batchMemory", "1Gi")
                    .put("priority", priority);
            return;
        }
        put(pod, 1 + random.nextInt(cores * 180), 1 + random.nextInt(cores * 500));
        String qos = QOS.get(random.nextInt(QOS.size()));
        if (!qos.isEmpty()) {
            pod.put("qos", qos);
        }
        if (!priority.isEmpty()) {
            pod.put("priority", priority);
        }
        if (zones > 0 && random.nextBoolean()) {
            pod.put("numa", random.nextInt(zones + 1));
        }
    }

    /** In steps that any number of zones divides. */
    private static ObjectNode put(ObjectNode amounts, int milliCpu, int mebibytes) {
        return amounts.put("cpu", 24 * Math.ceilDiv(milliCpu, 24) + "m")
                .put("memory", 24 * Math.ceilDiv(mebibytes, 24) + "Mi");
    }
}
