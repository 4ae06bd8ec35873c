package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Starts the cluster's processes, each of which records itself before it becomes its program.
 *
 * @param cgroups the cluster's groups, or empty where there is no right to make them
 */
record Launcher(StateDirectory state, KubePrograms programs, Optional<CgroupTree> cgroups) {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    /** Starts a machine in namespaces of its own, or, without the right to make any, its programs alone. */
    Machine startMachine(String name, MachinePlan plan, boolean isNode) {
        Path file = StateDirectory.write(state.machine(name).resolve("plan.json"), ClusterState.toJson(plan));
        List<String> init = List.of(programs.program("machine-init").toString(), file.toString());
        cgroups.ifPresent(tree -> tree.create(name, isNode));
        List<Path> join = cgroups.map(tree -> tree.directories(name)).orElse(List.of());
        List<String> command = cgroups.isEmpty() ? init : Commands.isolated(init);
        if (isNode) {
            List<Path> system =
                    cgroups.map(tree -> tree.systemDirectories(name)).orElse(List.of());
            command = Commands.cgroupRoot(system, command);
        }
        Path log = StateDirectory.directory(state.logs(name)).resolve("machine-init.log");
        ProcessRecord outer = start(name, join, command, log);
        Machine machine = new Machine(state, name, outer);
        if (cgroups.isPresent()) {
            awaitFirstProcess(machine);
        }
        return machine;
    }

    private static void awaitFirstProcess(Machine machine) {
        Waiting.untilTrue(
                START_LIMIT,
                () -> {
                    requireAlive(machine);
                    return machine.findFirstProcess().isPresent();
                },
                () -> machine.name() + " has no first process: " + machine.lastWords());
    }

    static void requireAlive(Machine machine) {
        if (!machine.outer().isAlive()) {
            throw new ClusterException(machine.name() + " has ended: " + machine.lastWords());
        }
    }

    /** Starts a program of the cluster beside the machines, in the control plane's cgroup. */
    ProcessRecord startBeside(String name, List<String> command) {
        List<Path> join =
                cgroups.map(tree -> tree.directories(ControlPlane.NAME)).orElse(List.of());
        return start(name, join, command, StateDirectory.directory(state.logs()).resolve(name + ".log"));
    }

    private ProcessRecord start(String name, List<Path> join, List<String> command, Path log) {
        Path record = StateDirectory.directory(state.processes()).resolve(name);
        List<String> all = new ArrayList<>(Commands.recorded(record, join, command));
        Process process;
        try {
            process = new ProcessBuilder(all)
                    .directory(state.root().toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new ClusterException("cannot start " + name + ": " + e.getMessage(), e);
        }
        return Waiting.until(
                START_LIMIT,
                () -> ProcessRecord.read(record).filter(found -> found.pid() == process.pid()),
                () -> name + " did not record itself (see " + log + ")");
    }
}
