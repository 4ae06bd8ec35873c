package io.sublet.e2e.bench.extender;

import io.sublet.e2e.bench.measure.MeasuredProcess;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ProcessEnd;
import io.sublet.e2e.cluster.local.KubePrograms;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A stock kube-scheduler as the chart configures it, with the limits on its requests raised so that these are not measured. */
final class SchedulerProcess implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("target", "bench");
    private static final Path LOG = DIRECTORY.resolve("kube-scheduler.log");

    private final Process process;

    private SchedulerProcess(Process process) {
        this.process = process;
    }

    /** @param extenderPort where the extender listens; empty for a scheduler without one */
    static SchedulerProcess start(Path kubeconfig, OptionalInt extenderPort) {
        try {
            Files.createDirectories(DIRECTORY);
            Path file = Files.writeString(
                    DIRECTORY.resolve("scheduler.yaml"), configuration(kubeconfig.toAbsolutePath(), extenderPort));
            return new SchedulerProcess(new ProcessBuilder(ProcessEnd.withThisProgram(List.of(
                            KubePrograms.find().program("kube-scheduler").toString(),
                            "--config=" + file,
                            "--secure-port=0",
                            "--pod-max-in-unschedulable-pods-duration=60s")))
                    .redirectErrorStream(true)
                    .redirectOutput(LOG.toFile())
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("the scheduler cannot be started", e);
        }
    }

    private static String configuration(Path kubeconfig, OptionalInt extenderPort) {
        String scheduler = """
                apiVersion: kubescheduler.config.k8s.io/v1
                kind: KubeSchedulerConfiguration
                leaderElection: {leaderElect: false}
                clientConnection: {kubeconfig: %s, qps: 5000, burst: 10000}
                profiles:
                  - schedulerName: koord-scheduler
                """.formatted(kubeconfig);
        return extenderPort.isEmpty() ? scheduler : scheduler + """
                extenders:
                  - urlPrefix: http://127.0.0.1:%d/load
                    filterVerb: filter
                    prioritizeVerb: prioritize
                    weight: 1
                    nodeCacheCapable: true
                    httpTimeout: 1s
                    ignorable: true
                """.formatted(extenderPort.getAsInt());
    }

    MeasuredProcess costs() {
        requireAlive();
        return new MeasuredProcess(process.pid());
    }

    void requireAlive() {
        if (!process.isAlive()) {
            throw new ClusterException("the scheduler has ended, see " + LOG);
        }
    }

    @Override
    public void close() {
        ProcessEnd.await(process);
    }
}
