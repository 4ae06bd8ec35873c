package io.sublet.e2e.cluster;

import java.util.concurrent.TimeUnit;

/** How a program that this process has started is ended. */
public final class ProcessEnd {
    private static final long PATIENCE_SECONDS = 20;

    private ProcessEnd() {}

    /** Asks it to end, and kills it if it does not; returns once it has ended. */
    public static void await(Process process) {
        process.destroy();
        process.onExit()
                .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }

    /** Ends it with this program at the latest, however that ends; returns it. */
    public static Process withThisProgram(Process process) {
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end " + process.pid()));
        return process;
    }
}
