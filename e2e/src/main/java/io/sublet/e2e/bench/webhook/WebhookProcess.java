package io.sublet.e2e.bench.webhook;

import io.sublet.e2e.bench.measure.CentralProgram;
import io.sublet.e2e.bench.measure.MeasuredProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** The packaged webhook, listening for reviews on loopback. */
final class WebhookProcess implements AutoCloseable {
    private final CentralProgram program;
    private final int port;

    private WebhookProcess(CentralProgram program, int port) {
        this.program = program;
        this.port = port;
    }

    /**
     * Starts it and waits until it is ready.
     *
     * @param memoryMib the container's memory limit, which the heap follows
     */
    static WebhookProcess start(Path kubeconfig, int memoryMib) {
        int port = CentralProgram.freePort();
        return new WebhookProcess(
                CentralProgram.start(
                        "webhook",
                        "webhook",
                        memoryMib,
                        Map.of(
                                "KUBECONFIG", kubeconfig.toString(),
                                "SUBLET_WEBHOOK_LISTEN_HOST", "127.0.0.1",
                                "SUBLET_WEBHOOK_LISTEN_PORT", Integer.toString(port),
                                "SUBLET_WEBHOOK_CERTIFICATE_NAMES", "127.0.0.1",
                                "QUARKUS_SHUTDOWN_DELAY", "0s")),
                port);
    }

    int port() {
        return port;
    }

    Duration startToReady() {
        return program.startToReady();
    }

    MeasuredProcess costs() {
        return program.costs();
    }

    @Override
    public void close() {
        program.close();
    }
}
