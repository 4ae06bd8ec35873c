package io.sublet.e2e.peer;

import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.CommandRunner;
import io.sublet.e2e.cluster.ProcessEnd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A running koord-manager. It ends by itself after {@link #LIFE}, should nobody be left to end it. */
public final class KoordManagerProcess implements AutoCloseable {
    /** Where it looks for its objects. */
    public static final String NAMESPACE = "koordinator-system";

    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final String HOST = "127.0.0.1";

    private final Process process;
    private final Path log;

    private KoordManagerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /**
     * Its controllers alone, which listen on nothing but loopback.
     *
     * @param namespace of its ConfigMap
     */
    public static KoordManagerProcess controllers(
            PeerPrograms programs, Path kubeconfig, String namespace, Path folder) {
        List<String> command = command(programs, kubeconfig);
        command.add("--config-namespace=" + namespace);
        command.add("--feature-gates=WebhookFramework=false");
        return start(new ProcessBuilder(command), folder);
    }

    /**
     * Its webhooks alone. They listen on all addresses, so they belong into a network of their own.
     *
     * @param network where the API server reaches the port by 127.0.0.1
     */
    public static KoordManagerProcess webhooks(
            PeerPrograms programs, Path kubeconfig, CommandRunner network, int port, Path folder) {
        List<String> command = command(programs, kubeconfig);
        command.add("--controllers=-*");
        ProcessBuilder builder = network.command(command);
        builder.environment().put("WEBHOOK_HOST", HOST);
        builder.environment().put("WEBHOOK_PORT", Integer.toString(port));
        builder.environment()
                .put(
                        "WEBHOOK_CERT_DIR",
                        folder.resolve("certificates").toAbsolutePath().toString());
        return start(builder, folder);
    }

    private static List<String> command(PeerPrograms programs, Path kubeconfig) {
        return new ArrayList<>(List.of(
                "timeout",
                Long.toString(LIFE.toSeconds()),
                programs.program("koord-manager").toString(),
                "--kubeconfig=" + kubeconfig.toAbsolutePath(),
                "--enable-leader-election=false",
                "--metrics-addr=" + HOST + ":0",
                "--health-probe-addr=" + HOST + ":0",
                "--enable-pprof=false",
                "--rest-config-qps=1000",
                "--rest-config-burst=2000",
                "--sync-period=0"));
    }

    private static KoordManagerProcess start(ProcessBuilder builder, Path folder) {
        Path log = folder.resolve("koord-manager.log");
        try {
            Files.createDirectories(folder);
            return new KoordManagerProcess(
                    builder.redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start(),
                    log);
        } catch (IOException e) {
            throw new UncheckedIOException("koord-manager cannot be started", e);
        }
    }

    /** {@link ClusterException} if it has ended. */
    public void requireRunning() {
        if (!process.isAlive()) {
            throw new ClusterException("koord-manager has ended, see " + log);
        }
    }

    /** Its id on this machine; of the program itself and not of what guards its life. */
    public long pid() {
        requireRunning();
        return process.descendants()
                .reduce((first, second) -> second)
                .orElseThrow(() -> new ClusterException("koord-manager has not started yet, see " + log))
                .pid();
    }

    @Override
    public void close() {
        ProcessEnd.await(process);
    }
}
