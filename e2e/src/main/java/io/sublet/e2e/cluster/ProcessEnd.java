package io.sublet.e2e.cluster;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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

    /**
     * The command line of a program that does not outlive this one, also where this one is killed: the kernel kills it with the thread that starts it
     * (PR_SET_PDEATHSIG of prctl(2)), which therefore has to live as long as the program is needed.
     */
    public static List<String> withThisProgram(List<String> command) {
        return Stream.concat(Stream.of("setpriv", "--pdeathsig=KILL", "--"), command.stream())
                .toList();
    }
}
