package io.sublet.e2e.bench.agent;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.bench.BenchCluster;
import io.sublet.e2e.bench.BenchRun;
import io.sublet.e2e.bench.BenchSettings;
import io.sublet.e2e.bench.Figure;
import io.sublet.e2e.bench.measure.ApiCalls;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Whether the agent grows while pods come and go: descriptors, live heap and resident memory at the start and at the end. Of a hundred pods
 * the oldest is replaced each second. It is measured once, in however many rounds the others are. Settings: {@code GROWTH_MINUTES} (20),
 * of which the first, or a fourth of fewer than four, comes before the start.
 */
public final class AgentGrowthBench implements Bench {
    private static final int PODS = 100;
    private static final long PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    private record Size(double descriptors, double heapMib, double residentMib) {
        static Size of(AgentProcess agent) {
            double resident = agent.costs().residentMib();
            return new Size(agent.descriptors(), agent.liveHeapMib(), resident);
        }
    }

    @Override
    public String name() {
        return "agent-growth";
    }

    @Override
    public boolean onlyByName() {
        return true;
    }

    @Override
    public void run(BenchSettings settings, int rounds, Progress progress) {
        Duration time = time(settings);
        BenchCluster.measureOn(new ClusterSpec(0, 0, 1), progress, cluster -> measure(cluster, time, progress));
    }

    @Override
    public void check(BenchSettings settings) {
        time(settings);
    }

    private static Duration time(BenchSettings settings) {
        return Duration.ofSeconds(Math.round(60 * settings.decimal("GROWTH_MINUTES", 20, 0.1, 9999)));
    }

    private void measure(ClusterUnderTest cluster, Duration time, Progress progress) {
        BenchRun run = BenchRun.begin(name(), Map.of("pods", PODS, "containers", 2, "seconds", time.toSeconds()));
        Path directory = Path.of("target", "bench", "agent-growth").toAbsolutePath();
        try (KubernetesClient client = cluster.client()) {
            ArrayDeque<BenchPod> pods = new ArrayDeque<>(BenchNode.install(client, PODS));
            List<String> access = BenchNode.access(client, directory);
            BenchNode.resetMetric(client);
            try (PodTree tree = new PodTree(List.copyOf(pods));
                    AgentProcess agent = AgentProcess.start(directory, tree.base(), access)) {
                Turnover turnover = new Turnover(client, tree, pods);
                Duration first = time.dividedBy(4);
                Duration warmUp = first.compareTo(Duration.ofMinutes(1)) < 0 ? first : Duration.ofMinutes(1);
                progress.run("pods come and go, before the start", () -> turnover.go(warmUp));
                Size start = Size.of(agent);
                int before = turnover.replaced;
                progress.run("pods come and go", () -> turnover.go(time.minus(warmUp)));
                run.keep(figures(run, start, Size.of(agent), turnover.replaced - before));
            }
            new ApiCalls(client).delete("api/v1/namespaces/default/pods");
        }
    }

    /** Replaces the oldest pod again and again. */
    private static final class Turnover {
        private final KubernetesClient client;
        private final PodTree tree;
        private final ArrayDeque<BenchPod> pods;
        private int replaced;

        Turnover(KubernetesClient client, PodTree tree, ArrayDeque<BenchPod> pods) {
            this.client = client;
            this.tree = tree;
            this.pods = pods;
        }

        void go(Duration time) {
            ApiCalls calls = new ApiCalls(client);
            long end = System.nanoTime() + time.toNanos();
            while (System.nanoTime() - end < 0) {
                BenchPod oldest = pods.removeFirst();
                calls.delete("api/v1/namespaces/default/pods/" + oldest.name());
                tree.remove(oldest);
                BenchPod fresh = BenchNode.pod(client, calls, PODS + replaced);
                tree.add(fresh);
                pods.add(fresh);
                replaced++;
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private static List<Figure> figures(BenchRun run, Size start, Size end, int replaced) {
        List<Figure> figures = new ArrayList<>();
        figures.add(Figure.of(run, "pods_replaced", "", List.of((double) replaced)));
        figures.add(Figure.of(run, "descriptors_at_start", "", List.of(start.descriptors)));
        figures.add(Figure.of(run, "descriptors_at_end", "", List.of(end.descriptors)));
        figures.add(Figure.of(run, "live_heap_mib_at_start", "MiB", List.of(start.heapMib)));
        figures.add(Figure.of(run, "live_heap_mib_at_end", "MiB", List.of(end.heapMib)));
        figures.add(Figure.of(run, "rss_mib_at_start", "MiB", List.of(start.residentMib)));
        figures.add(Figure.of(run, "rss_mib_at_end", "MiB", List.of(end.residentMib)));
        return figures;
    }
}
