package io.sublet.e2e.bench.extender;

import io.sublet.e2e.bench.extender.BenchNode.Used;
import io.sublet.e2e.cluster.ClusterException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;

/**
 * How evenly the load lies on the nodes after a seeded mix was placed in waves. The nodes have loads of their own that requests
 * do not show, and the pods use something else than they ask for; after each wave every node reports what it really carries.
 */
final class Balance {
    private static final int WAVES = 10;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Longer than the interval of the reports, so that each wave is covered by a report before the next. */
    private static final Duration BETWEEN_WAVES = Duration.ofMillis(2500);

    private final BenchFleet fleet;
    private final Used[] background;

    private Balance(BenchFleet fleet, long seed) {
        this.fleet = fleet;
        this.background = new Used[fleet.nodes()];
        SplittableRandom random = new SplittableRandom(seed);
        Arrays.setAll(
                background,
                node -> new Used(
                        Math.round(BenchNode.MILLI_CPUS * random.nextDouble(0.02, 0.55)),
                        Math.round(BenchNode.BYTES * random.nextDouble(0.1, 0.5))));
    }

    /**
     * The standard deviation of the CPU load of the nodes, in percent of a node, after all was placed.
     *
     * @param pods are removed again
     */
    static double run(BenchFleet fleet, List<BenchPod> pods, long seed, Optional<ExtenderProcess> extender) {
        Balance balance = new Balance(fleet, seed);
        balance.report(Map.of());
        OptionalInt port =
                extender.map(ExtenderProcess::port).map(OptionalInt::of).orElse(OptionalInt.empty());
        try (SchedulerProcess scheduler = SchedulerProcess.start(fleet.kubeconfig(), port)) {
            Map<String, Used> created = new HashMap<>();
            int size = pods.size() / WAVES;
            for (int wave = 0; wave < WAVES; wave++) {
                List<BenchPod> some = pods.subList(wave * size, (wave + 1) * size);
                fleet.create(some);
                some.forEach(pod -> created.put(pod.name(), pod.used()));
                if (!fleet.awaitPlaced(created.size(), PATIENCE, scheduler::requireAlive)) {
                    throw new ClusterException(fleet.placements().size() + " of " + created.size()
                            + " pods were placed, see target/bench");
                }
                LockSupport.parkNanos(BETWEEN_WAVES.toNanos());
                balance.report(created);
            }
            double deviation = balance.deviation(created);
            fleet.deletePods();
            return deviation;
        }
    }

    /** Usage of the pods on each node, by name. */
    private Map<Integer, Map<String, Used>> podsByNode(Map<String, Used> used) {
        Map<String, Integer> numbers = new HashMap<>();
        for (int node = 0; node < fleet.nodes(); node++) {
            numbers.put(new BenchNode(node).name(), node);
        }
        Map<Integer, Map<String, Used>> byNode = new HashMap<>();
        fleet.placements()
                .forEach((pod, placement) -> byNode.computeIfAbsent(
                                numbers.getOrDefault(placement.node(), -1), key -> new TreeMap<>())
                        .put(pod, used.getOrDefault(pod, Used.NOTHING)));
        return byNode;
    }

    private void report(Map<String, Used> used) {
        Map<Integer, Map<String, Used>> byNode = podsByNode(used);
        fleet.report(node -> load(node, byNode), node -> byNode.getOrDefault(node, Map.of()));
    }

    private Used load(int node, Map<Integer, Map<String, Used>> byNode) {
        return byNode.getOrDefault(node, Map.of()).values().stream().reduce(background[node], Used::plus);
    }

    private double deviation(Map<String, Used> used) {
        Map<Integer, Map<String, Used>> byNode = podsByNode(used);
        double[] shares = new double[fleet.nodes()];
        Arrays.setAll(shares, node -> 100.0 * load(node, byNode).milliCpu() / BenchNode.MILLI_CPUS);
        double mean = Arrays.stream(shares).average().orElseThrow();
        return Math.sqrt(Arrays.stream(shares)
                .map(share -> (share - mean) * (share - mean))
                .average()
                .orElseThrow());
    }
}
