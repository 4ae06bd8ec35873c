package io.sublet.e2e.bench.manager;

import io.sublet.e2e.bench.measure.MeasuredProcess;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ProcessEnd;
import io.sublet.e2e.image.ImageCatalogue;
import io.sublet.e2e.image.QuarkusProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The packaged manager, started as in its image but on loopback and without others to elect from. */
final class ManagerProcess implements MeasuredProgram {
    private static final Path WORK = Path.of("target", "images", "work");
    private static final Path LOG = Path.of("target", "bench", "manager.log");

    private final Process process;

    private ManagerProcess(Process process) {
        this.process = process;
    }

    /** @param memoryMib the container's memory limit, which the heap follows */
    static ManagerProcess start(Path kubeconfig, int memoryMib) {
        List<String> command =
                QuarkusProgram.prepare(Path.of(""), WORK, "manager", "manager").command(memoryMib);
        try {
            Files.createDirectories(LOG.getParent());
            ProcessBuilder builder = new ProcessBuilder(ProcessEnd.withThisProgram(command))
                    .redirectErrorStream(true)
                    .redirectOutput(LOG.toFile());
            builder.environment().putAll(ImageCatalogue.ENVIRONMENT);
            builder.environment()
                    .putAll(Map.of(
                            "KUBECONFIG", kubeconfig.toAbsolutePath().toString(),
                            "QUARKUS_HTTP_HOST", "127.0.0.1",
                            "QUARKUS_HTTP_PORT", "0",
                            "SUBLET_MANAGER_CONFIG_NAMESPACE", ManagerBench.NAMESPACE,
                            "SUBLET_MANAGER_LEADER_ELECTION_ENABLED", "false"));
            return new ManagerProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException("the manager cannot be started", e);
        }
    }

    @Override
    public MeasuredProcess costs() {
        if (!process.isAlive()) {
            throw new ClusterException("the manager has ended, see " + LOG);
        }
        return new MeasuredProcess(process.pid());
    }

    @Override
    public void close() {
        ProcessEnd.await(process);
    }
}
