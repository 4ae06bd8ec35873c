package io.sublet.e2e.bench.extender;

import io.sublet.e2e.bench.extender.BenchFleet.Placement;
import io.sublet.e2e.cluster.ClusterException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How many pods a second a scheduler places that finds all of them waiting. */
final class Throughput {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Throughput() {}

    /**
     * One trial.
     *
     * @param podsPerSecond from the first binding to the last
     * @param schedulerCpuMillis processor time of the scheduler per pod, its start included
     * @param extenderCpuMillis processor time of the extender per pod, 0 without one
     */
    record Trial(double podsPerSecond, double schedulerCpuMillis, double extenderCpuMillis) {}

    /** Places the pods with a scheduler that starts now, and removes them again. */
    static Trial run(BenchFleet fleet, List<BenchPod> pods, Optional<ExtenderProcess> extender) {
        fleet.create(pods);
        double cpuBefore = extender.map(e -> e.costs().cpuMillis()).orElse(0.0);
        OptionalInt port =
                extender.map(ExtenderProcess::port).map(OptionalInt::of).orElse(OptionalInt.empty());
        Path kubeconfig = fleet.kubeconfig();
        double schedulerCpu;
        try (SchedulerProcess scheduler = SchedulerProcess.start(kubeconfig, port)) {
            if (!fleet.awaitPlaced(pods.size(), PATIENCE, scheduler::requireAlive)) {
                throw new ClusterException(
                        fleet.placements().size() + " of " + pods.size() + " pods were placed, see target/bench");
            }
            schedulerCpu = scheduler.costs().cpuMillis();
        }
        double cpu = extender.map(e -> e.costs().cpuMillis()).orElse(0.0) - cpuBefore;
        Trial trial = new Trial(rate(fleet.placements().values()), schedulerCpu / pods.size(), cpu / pods.size());
        extender.ifPresent(e -> e.requireAllAnswered(2L * pods.size()));
        fleet.deletePods();
        return trial;
    }

    private static double rate(Collection<Placement> placements) {
        long first = placements.stream().mapToLong(Placement::nanos).min().orElseThrow();
        long last = placements.stream().mapToLong(Placement::nanos).max().orElseThrow();
        return (placements.size() - 1) / ((last - first) / 1e9);
    }
}
