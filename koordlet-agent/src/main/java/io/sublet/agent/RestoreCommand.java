package io.sublet.agent;

import io.sublet.agent.act.Journal;
import io.sublet.agent.act.KernelActuator;
import io.sublet.agent.act.Outcome;
import io.sublet.agent.act.Restore;
import io.sublet.agent.kernel.CgroupFs;
import io.sublet.agent.kernel.KernelFiles;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.agent.kernel.linux.DirectoryStateStore;
import io.sublet.agent.kernel.linux.LinuxKernelFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code restore}: gives back what an agent that is no longer there held. Needs no cluster, and may be repeated. */
final class RestoreCommand {
    private final AgentConfig.Paths paths;
    private final PrintStream out;

    RestoreCommand(AgentConfig.Paths paths, PrintStream out) {
        this.paths = paths;
        this.out = out;
    }

    /** Restores; the exit code is 0 if every knob that still exists shows its original value. */
    int run() throws IOException {
        if (!Files.isDirectory(Path.of(paths.stateDir()))) {
            out.println("nothing to restore: no state-dir " + paths.stateDir());
            return 0;
        }
        KernelFiles files = new LinuxKernelFiles();
        Optional<String> absent = KernelPlaces.absent(files, paths);
        if (absent.isPresent()) {
            // To the journal every group would look gone, and with it what there is to give back.
            out.println("NOT restored: " + absent.get());
            return Agent.EXIT_FAILED;
        }
        try (DirectoryStateStore store = DirectoryStateStore.open(Path.of(paths.stateDir()))) {
            CgroupFs cgroups = KernelPlaces.cgroups(files, paths);
            Journal journal = Journal.open(store, cgroups, Agent.bootId(files, paths.procRoot()));
            KernelActuator actuator = new KernelActuator(cgroups, journal);
            List<Outcome> outcomes = new Restore(cgroups, actuator).onRequest(System.nanoTime());
            outcomes.forEach(outcome -> out.println(describe(outcome)));
            return tell(List.copyOf(actuator.held().keySet()), actuator.ofLaterVersions());
        }
    }

    private int tell(List<KnobKey> left, List<String> later) {
        if (!left.isEmpty()) {
            out.println("NOT restored: " + left);
        }
        if (!later.isEmpty()) {
            out.println(
                    "NOT restored, run this command of the later version of the agent that has changed them: " + later);
        }
        if (left.isEmpty() && later.isEmpty()) {
            out.println("restored: nothing is held any more");
            return 0;
        }
        return Agent.EXIT_FAILED;
    }

    private static String describe(Outcome outcome) {
        String detail = switch (outcome) {
            case Outcome.Applied applied -> "was " + applied.before();
            default -> outcome.problem();
        };
        return outcome.step().target() + " = " + outcome.step().wanted() + ": " + outcome.result()
                + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
}
