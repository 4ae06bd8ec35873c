package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A machine of the cluster that was started.
 *
 * @param name of the machine and of the record of its outermost process
 * @param outer the process that is killed to end the machine
 */
record Machine(StateDirectory state, String name, ProcessRecord outer) {
    /** The machine by that name, if it was started and still runs. */
    static Optional<Machine> find(StateDirectory state, String name) {
        return ProcessRecord.read(state.processes().resolve(name))
                .filter(ProcessRecord::isAlive)
                .map(outer -> new Machine(state, name, outer));
    }

    /** As {@link #find}, where the machine has to run. */
    static Machine of(StateDirectory state, String name) {
        return find(state, name)
                .orElseThrow(() -> new ClusterException(name + " does not run: 'make down', then 'make up'"));
    }

    /** Id, on this machine, of the machine's first process. */
    long firstProcess() {
        return findFirstProcess()
                .orElseThrow(() -> new ClusterException(name + " has no first process: " + lastWords()));
    }

    /** The child of the outermost process that is in a process namespace of its own, once there is one. */
    Optional<Long> findFirstProcess() {
        return ProcessHandle.of(outer.pid()).stream()
                .flatMap(ProcessHandle::children)
                .map(ProcessHandle::pid)
                .filter(Machine::hasOwnProcessNamespace)
                .findFirst();
    }

    private static boolean hasOwnProcessNamespace(long pid) {
        try {
            Path ours = Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
            return !Files.readSymbolicLink(Path.of("/proc", Long.toString(pid), "ns", "pid"))
                    .equals(ours);
        } catch (IOException e) {
            // It ended between being listed and being read.
            return false;
        }
    }

    /** The last line that its first process wrote, which says why it ended. */
    String lastWords() {
        Path log = state.logs(name).resolve("machine-init.log");
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.isEmpty() ? "see " + log : lines.getLast() + " (" + log + ")";
        } catch (IOException e) {
            return "it wrote no " + log;
        }
    }

    /** Runs a command in this machine's network, and fails with what it wrote if it fails. */
    void runInNetwork(String... command) {
        run(new ProcessBuilder(Commands.inNetwork(firstProcess(), List.of(command))));
    }

    /** Runs a command to its end; {@link ClusterException} with its output if its exit code is not 0. */
    static void run(ProcessBuilder builder) {
        try {
            Process process = builder.redirectErrorStream(true).start();
            String output =
                    new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new ClusterException(
                        String.join(" ", builder.command()) + " failed (" + code + "): " + output.strip());
            }
        } catch (IOException e) {
            throw new ClusterException("cannot run " + builder.command().getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }
}
