package io.sublet.e2e.bench.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.bench.BenchCluster;
import io.sublet.e2e.bench.BenchRun;
import io.sublet.e2e.bench.BenchSettings;
import io.sublet.e2e.bench.Figure;
import io.sublet.e2e.bench.measure.ApiCalls;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

/**
 * What the agent costs that only observes: the packaged program with TLS to a real API server and control groups of pods of two containers.
 * Settings: {@code MEASURE_SECONDS} of measuring (180), {@code STARTS} of the program in each round (5), of which the last one is measured further.
 */
public final class AgentBench implements Bench {
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    /** A start of the program: until its report was there, and the processor time that it had taken by then. */
    private record Start(double millis, double cpuMillis) {}

    /** What several starts of the program gave, and the last of them afterwards. */
    private record Round(
            List<Start> starts,
            double cpuPercent,
            double residentMib,
            double tickP50Millis,
            double tickP99Millis,
            double callsPerTick,
            double descriptors) {}

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public void run(BenchSettings settings, int rounds, Progress progress) {
        BenchCluster.measureOn(new ClusterSpec(0, 0, 1), progress, cluster -> {
            for (int pods : List.of(20, 100)) {
                measure(cluster, pods, settings, rounds, progress);
            }
        });
    }

    @Override
    public void check(BenchSettings settings) {
        seconds(settings);
        starts(settings);
    }

    private static int starts(BenchSettings settings) {
        return settings.number("STARTS", 5, 999);
    }

    private static int seconds(BenchSettings settings) {
        return settings.number("MEASURE_SECONDS", 180, 9999);
    }

    private void measure(ClusterUnderTest cluster, int count, BenchSettings settings, int rounds, Progress progress) {
        BenchRun run = BenchRun.begin(name(), Map.of("pods", count, "containers", 2, "seconds", seconds(settings)));
        Path directory = Path.of("target", "bench", "agent-" + count).toAbsolutePath();
        try (KubernetesClient client = cluster.client()) {
            List<BenchPod> pods = BenchNode.install(client, count);
            List<String> access = BenchNode.access(client, directory);
            try (PodTree tree = new PodTree(pods)) {
                List<Round> results = new ArrayList<>();
                for (int i = 1; i <= rounds; i++) {
                    results.add(progress.step(
                            count + " pods, round " + i + " of " + rounds,
                            () -> round(client, directory, tree.base(), access, settings)));
                }
                run.keep(figures(run, results));
            }
            new ApiCalls(client).delete("api/v1/namespaces/default/pods");
        }
    }

    private static Round round(
            KubernetesClient client, Path directory, String cgroupRoot, List<String> access, BenchSettings settings) {
        List<Start> starts = new ArrayList<>();
        for (int i = 1; i < starts(settings); i++) {
            try (AgentProcess agent = start(client, directory, cgroupRoot, access)) {
                starts.add(awaitReport(client, agent));
            }
        }
        try (AgentProcess agent = start(client, directory, cgroupRoot, access)) {
            starts.add(awaitReport(client, agent));
            LockSupport.parkNanos(WARM_UP.toNanos());
            TickTimes ticksBefore = TickTimes.of(agent.metrics());
            double cpuBefore = agent.costs().cpuMillis();
            long callsBefore = agent.readsAndWrites();
            long begun = System.nanoTime();
            LockSupport.parkNanos(Duration.ofSeconds(seconds(settings)).toNanos());
            double cpu = agent.costs().cpuMillis() - cpuBefore;
            long calls = agent.readsAndWrites() - callsBefore;
            double elapsed = (System.nanoTime() - begun) / 1e6;
            TickTimes ticks = TickTimes.of(agent.metrics());
            return new Round(
                    starts,
                    100 * cpu / elapsed,
                    agent.costs().residentMib(),
                    ticks.boundMillis(ticksBefore, 0.5),
                    ticks.boundMillis(ticksBefore, 0.99),
                    (double) calls / Math.max(1, ticks.ticks() - ticksBefore.ticks()),
                    agent.descriptors());
        }
    }

    private static AgentProcess start(KubernetesClient client, Path directory, String cgroupRoot, List<String> access) {
        BenchNode.resetMetric(client);
        return AgentProcess.start(directory, cgroupRoot, access);
    }

    private static Start awaitReport(KubernetesClient client, AgentProcess agent) {
        long limit = agent.started() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() - limit < 0) {
            String metric = client.raw("/" + BenchNode.METRICS + "/" + BenchPod.NODE);
            if (metric != null && metric.contains("\"updateTime\"")) {
                double millis = (System.nanoTime() - agent.started()) / 1e6;
                return new Start(millis, agent.costs().cpuMillis());
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new ClusterException("the agent has not reported within a minute, see target/bench/agent.log");
    }

    private static List<Figure> figures(BenchRun run, List<Round> rounds) {
        return List.of(
                ofStarts(run, "start_to_first_report_ms", rounds, Start::millis),
                ofStarts(run, "start_to_first_report_cpu_ms", rounds, Start::cpuMillis),
                figure(run, "cpu_percent_of_core", "%", rounds, Round::cpuPercent),
                figure(run, "rss_mib", "MiB", rounds, Round::residentMib),
                figure(run, "tick_p50_ms", "ms", rounds, Round::tickP50Millis),
                figure(run, "tick_p99_ms", "ms", rounds, Round::tickP99Millis),
                figure(run, "syscalls_per_tick", "", rounds, Round::callsPerTick),
                figure(run, "descriptors", "", rounds, Round::descriptors));
    }

    private static Figure ofStarts(BenchRun run, String name, List<Round> rounds, ToDoubleFunction<Start> value) {
        return Figure.of(
                run,
                name,
                "ms",
                rounds.stream()
                        .flatMap(round -> round.starts.stream())
                        .map(value::applyAsDouble)
                        .toList());
    }

    private static Figure figure(
            BenchRun run, String name, String unit, List<Round> rounds, ToDoubleFunction<Round> value) {
        return Figure.of(
                run, name, unit, rounds.stream().map(value::applyAsDouble).toList());
    }
}
