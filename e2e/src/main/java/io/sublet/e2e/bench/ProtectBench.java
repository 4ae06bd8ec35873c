package io.sublet.e2e.bench;

import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.demo.DemoStory;
import io.sublet.e2e.demo.StoryResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What batch costs the online service: its p99 under one and the same surge alone, beside batch without control, and beside
 * batch under Sublet, in turn on the same node.
 */
public final class ProtectBench implements Bench {
    @Override
    public String name() {
        return "protect";
    }

    /** Runs the story several times on a real node and keeps the figures. */
    @Override
    public void run(int rounds, Progress progress) {
        BenchCluster.measureOn(new ClusterSpec(1, 0, 1), progress, cluster -> measure(cluster, rounds, progress));
    }

    private void measure(ClusterUnderTest cluster, int rounds, Progress progress) {
        DemoStory.install(cluster, progress);
        BenchRun run = BenchRun.begin(name(), Map.of("nodes", 1, "rounds", rounds));
        List<StoryResult> results = new ArrayList<>();
        for (int round = 1; round <= rounds; round++) {
            progress.say("round " + round + " of " + rounds);
            results.add(DemoStory.tell(cluster, progress.out()));
        }
        run.keep(List.of(
                figure(
                        run,
                        results,
                        "p99_alone_ms",
                        "ms",
                        result -> result.alone().p99Millis()),
                figure(
                        run,
                        results,
                        "p99_uncontrolled_ms",
                        "ms",
                        result -> result.observed().p99Millis()),
                figure(
                        run,
                        results,
                        "p99_sublet_ms",
                        "ms",
                        result -> result.enforced().p99Millis()),
                figure(
                        run,
                        results,
                        "p99_ratio",
                        "ratio",
                        result -> result.enforced().p99Millis() / result.alone().p99Millis()),
                figure(run, results, "idle_cpu_used_ratio", "ratio", StoryResult::idleUsed),
                figure(
                        run,
                        results,
                        "surge_to_floor_ms",
                        "ms",
                        result -> result.surgeToFloor().toMillis())));
    }

    private static Figure figure(
            BenchRun run, List<StoryResult> results, String name, String unit, ToDoubleFunction<StoryResult> value) {
        return Figure.of(
                run, name, unit, results.stream().map(value::applyAsDouble).toList());
    }
}
