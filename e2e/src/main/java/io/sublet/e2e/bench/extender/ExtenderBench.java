package io.sublet.e2e.bench.extender;

import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.bench.BenchCluster;
import io.sublet.e2e.bench.BenchRun;
import io.sublet.e2e.bench.BenchSettings;
import io.sublet.e2e.bench.Figure;
import io.sublet.e2e.bench.extender.BenchNode.Used;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.image.ImageCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What the extender costs a scheduler and what it brings: its answers alone, a stock kube-scheduler with and without it, and how
 * evenly the load lies afterwards.
 *
 * <p>The environment's {@code NODES} says for how many nodes throughput is measured ({@code 1000,5000} without it; the largest
 * also for the answers), {@code PODS} how many pods are placed each time (5,000), and {@code PARTS} which parts are measured
 * ({@code accumulate,balance,handler,throughput}).
 */
public final class ExtenderBench implements Bench {
    private static final int BALANCE_NODES = 100;
    private static final int BALANCE_PODS = 500;
    private static final int WARM_UP_CYCLES = 6000;
    private static final int CYCLES = 3000;
    private static final List<String> PARTS = List.of("accumulate", "balance", "handler", "throughput");

    private final Map<String, Map<Map<String, Object>, List<Double>>> values = new LinkedHashMap<>();

    @Override
    public String name() {
        return "extender";
    }

    @Override
    public void run(BenchSettings settings, int rounds, Progress progress) {
        Set<String> parts = parts(settings);
        List<Integer> sizes = sizes(settings);
        int pods = pods(settings);
        values.clear();
        if (parts.contains("accumulate")) {
            progress.run("choosing CPUs", () -> IntStream.range(0, rounds).forEach(round -> accumulate()));
        }
        if (parts.size() > 1 || !parts.contains("accumulate")) {
            BenchCluster.measureOn(new ClusterSpec(0, 0, 1), progress, cluster -> {
                Trials trials = new Trials(cluster, rounds, progress);
                trials.run(parts, sizes, pods);
            });
        }
        keep();
    }

    @Override
    public void check(BenchSettings settings) {
        parts(settings);
        sizes(settings);
        pods(settings);
    }

    private static Set<String> parts(BenchSettings settings) {
        return settings.words("PARTS", PARTS);
    }

    private static List<Integer> sizes(BenchSettings settings) {
        return settings.numbers("NODES", List.of(1000, 5000), 99_999);
    }

    private static int pods(BenchSettings settings) {
        return settings.number("PODS", 5000, 99_999);
    }

    /** In the order that it is given in. */
    private static Map<String, Object> setup(String key, int value, String otherKey, int otherValue) {
        Map<String, Object> setup = new LinkedHashMap<>();
        setup.put(key, value);
        setup.put(otherKey, otherValue);
        return setup;
    }

    private void add(String figure, Map<String, Object> setup, double value) {
        values.computeIfAbsent(figure, key -> new LinkedHashMap<>())
                .computeIfAbsent(setup, key -> new ArrayList<>())
                .add(value);
    }

    private void accumulate() {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(ImageCatalogue.centralFlags(name()));
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), AccumulateProbe.class.getName(), "128", "256"));
        command.remove("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ClusterException("choosing CPUs could not be measured");
            }
            output.lines()
                    .map(line -> line.split(" ", -1))
                    .forEach(line -> add(
                            "accumulate_us", Map.of("cpus", Integer.parseInt(line[0])), Double.parseDouble(line[1])));
        } catch (IOException e) {
            throw new UncheckedIOException("the program that chooses CPUs cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    private void keep() {
        BenchRun run = BenchRun.begin(name(), Map.of());
        List<Figure> figures = new ArrayList<>();
        values.forEach((figure, bySetup) -> bySetup.forEach((setup, measured) -> {
            BenchRun with = run;
            for (Map.Entry<String, Object> fact : setup.entrySet()) {
                with = with.with(fact.getKey(), fact.getValue());
            }
            figures.add(Figure.of(with, figure, unit(figure), measured));
        }));
        run.keep(figures);
    }

    private static String unit(String figure) {
        return switch (figure) {
            case "accumulate_us" -> "us";
            case "allocated_bytes_per_call" -> "B";
            case "load_stddev", "load_stddev_without" -> "%";
            case "load_stddev_ratio", "pods_per_second_ratio" -> "ratio";
            case "pods_per_second", "pods_per_second_without" -> "1/s";
            case "rss_mib" -> "MiB";
            default -> "ms";
        };
    }

    /** The parts that need a cluster. */
    private final class Trials {
        private final ClusterUnderTest cluster;
        private final int rounds;
        private final Progress progress;

        private Trials(ClusterUnderTest cluster, int rounds, Progress progress) {
            this.cluster = cluster;
            this.rounds = rounds;
            this.progress = progress;
        }

        private void run(Set<String> parts, List<Integer> sizes, int pods) {
            try (BenchFleet fleet = BenchFleet.on(cluster)) {
                if (parts.contains("balance")) {
                    grow(fleet, BALANCE_NODES);
                    balance(fleet);
                }
                for (int size : sizes) {
                    grow(fleet, size);
                    report(fleet);
                    if (parts.contains("handler") && size == sizes.getLast()) {
                        handler(fleet);
                    }
                    if (parts.contains("throughput")) {
                        throughput(fleet, pods);
                    }
                }
            }
        }

        private void grow(BenchFleet fleet, int size) {
            progress.run(size + " nodes", () -> fleet.growTo(Math.max(size, fleet.nodes())));
        }

        /** Half of the nodes below a half, hardly any above the threshold: refusing is not what is measured. */
        private void report(BenchFleet fleet) {
            SplittableRandom random = new SplittableRandom(3);
            Used[] used = new Used[fleet.nodes()];
            Arrays.setAll(used, node -> new Used(random.nextLong(500, 12_000), random.nextLong(1L << 30, 1L << 36)));
            progress.run("reports", () -> fleet.report(node -> used[node], node -> Map.of()));
        }

        private void balance(BenchFleet fleet) {
            Map<String, Object> setup = setup("nodes", fleet.nodes(), "pods", BALANCE_PODS);
            for (int round = 1; round <= rounds; round++) {
                int seed = round;
                List<BenchPod> pods = BenchPod.mix(seed, BALANCE_PODS, "balance");
                double without = progress.step(
                        "balance " + round + ": stock scheduler",
                        () -> Balance.run(fleet, pods, seed, Optional.empty()));
                double with = progress.step("balance " + round + ": with extender", () -> {
                    try (ExtenderProcess extender = ExtenderProcess.start(fleet.kubeconfig())) {
                        double deviation = Balance.run(fleet, pods, seed, Optional.of(extender));
                        extender.requireAllAnswered(pods.size());
                        return deviation;
                    }
                });
                add("load_stddev", setup, with);
                add("load_stddev_without", setup, without);
                add("load_stddev_ratio", setup, with / without);
            }
        }

        private void handler(BenchFleet fleet) {
            List<String> names = names(fleet.nodes());
            for (int round = 1; round <= rounds; round++) {
                progress.run("answers, round " + round, () -> {
                    try (ExtenderProcess extender = ExtenderProcess.start(fleet.kubeconfig())) {
                        answers(fleet, extender, names);
                        if (names.size() > sampled(names.size())) {
                            answers(fleet, extender, names.subList(0, sampled(names.size())));
                        }
                        add(
                                "rss_mib",
                                Map.of("nodes", fleet.nodes()),
                                extender.costs().residentMib());
                    }
                });
            }
        }

        private static List<String> names(int nodes) {
            return IntStream.range(0, nodes)
                    .mapToObj(node -> new BenchNode(node).name())
                    .toList();
        }

        /** As many nodes as the scheduler looks for by itself before it asks. */
        private static int sampled(int nodes) {
            return Math.min(nodes, Math.max(100, nodes * Math.max(5, 50 - nodes / 125) / 100));
        }

        private void answers(BenchFleet fleet, ExtenderProcess extender, List<String> names) {
            Map<String, Object> setup = setup("nodes", fleet.nodes(), "names", names.size());
            HandlerLoad.Result result =
                    new HandlerLoad(extender.port()).measure(names, WARM_UP_CYCLES, CYCLES, extender);
            add("handler_p50_ms", setup, result.cycles().millis(0.5));
            add("handler_p99_ms", setup, result.cycles().millis(0.99));
            add("filter_p50_ms", setup, result.filters().millis(0.5));
            add("filter_p99_ms", setup, result.filters().millis(0.99));
            add("floor_p50_ms", setup, result.floor().millis(0.5));
            add("floor_p99_ms", setup, result.floor().millis(0.99));
            add("allocated_bytes_per_call", setup, result.bytesPerCall());
            add("handler_cpu_ms", setup, result.cpuMillis());
            add("handler_wait_ms", setup, result.waitMillis());
            add("client_pause_ms", setup, result.ownPauseMillis());
        }

        private void throughput(BenchFleet fleet, int count) {
            Map<String, Object> setup = setup("nodes", fleet.nodes(), "pods", count);
            for (int round = 1; round <= rounds; round++) {
                List<BenchPod> pods = BenchPod.mix(round, count, "burst");
                String of = fleet.nodes() + " nodes, round " + round + ": ";
                // each comes first in turn, because the cluster gets slower or faster as it is used
                Throughput.Trial first = round % 2 == 1 ? without(fleet, pods, of) : with(fleet, pods, of);
                Throughput.Trial second = round % 2 == 1 ? with(fleet, pods, of) : without(fleet, pods, of);
                Throughput.Trial without = round % 2 == 1 ? first : second;
                Throughput.Trial with = round % 2 == 1 ? second : first;
                add("pods_per_second", setup, with.podsPerSecond());
                add("pods_per_second_without", setup, without.podsPerSecond());
                add("pods_per_second_ratio", setup, with.podsPerSecond() / without.podsPerSecond());
                add("extender_cpu_ms_per_pod", setup, with.extenderCpuMillis());
                add("scheduler_cpu_ms_per_pod", setup, with.schedulerCpuMillis());
                add("scheduler_cpu_ms_per_pod_without", setup, without.schedulerCpuMillis());
            }
        }

        private Throughput.Trial without(BenchFleet fleet, List<BenchPod> pods, String of) {
            return progress.step(of + "stock scheduler", () -> Throughput.run(fleet, pods, Optional.empty()));
        }

        private Throughput.Trial with(BenchFleet fleet, List<BenchPod> pods, String of) {
            return progress.step(of + "with extender", () -> {
                // reports grow old meanwhile
                report(fleet);
                try (ExtenderProcess extender = ExtenderProcess.start(fleet.kubeconfig())) {
                    // a scheduler runs for months, and its extender has met its compilers
                    List<String> names = names(sampled(fleet.nodes()));
                    new HandlerLoad(extender.port()).warmUp(names, WARM_UP_CYCLES);
                    return Throughput.run(fleet, pods, Optional.of(extender));
                }
            });
        }
    }
}
