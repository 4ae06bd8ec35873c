package io.sublet.e2e.bench.manager;

import io.sublet.e2e.bench.measure.MeasuredProcess;
import io.sublet.e2e.peer.KoordManagerProcess;
import io.sublet.e2e.peer.PeerPrograms;
import java.nio.file.Path;

/** Koordinator's manager in place of Sublet's, with the same configuration. */
final class PeerManagerProcess implements MeasuredProgram {
    private final KoordManagerProcess process;

    private PeerManagerProcess(KoordManagerProcess process) {
        this.process = process;
    }

    static PeerManagerProcess start(PeerPrograms programs, Path kubeconfig) {
        return new PeerManagerProcess(KoordManagerProcess.controllers(
                programs, kubeconfig, ManagerBench.NAMESPACE, Path.of("target", "bench")));
    }

    @Override
    public MeasuredProcess costs() {
        return new MeasuredProcess(process.pid());
    }

    @Override
    public void close() {
        process.close();
    }
}
