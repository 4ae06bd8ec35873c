package io.sublet.e2e.bench.protect;

import io.fabric8.kubernetes.api.model.Pod;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.scenario.GroupCpu;
import io.sublet.e2e.scenario.TierTrace;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/** An online pod that from one moment to the next wants every CPU, so that best effort has to go to its floor. */
final class Step {
    /** Twice as long as the agent's slower loop needs. */
    private static final Duration LENGTH = Duration.ofSeconds(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(1);

    private final PodProcesses processes;
    private final GroupCpu cpu;

    private Step(PodProcesses processes, GroupCpu cpu) {
        this.processes = processes;
        this.cpu = cpu;
    }

    /** @param pod whose threads compute; it is stopped at once */
    static Step of(NodeAccess node, Pod pod) {
        Step step = new Step(PodProcesses.of(node, pod), GroupCpu.of(node, pod));
        step.processes.stop();
        return step;
    }

    /** How long it takes until best effort is at its floor, from the last moment at which the pod had used nothing; empty where no quota moves. */
    OptionalDouble toFloorMillis(GroupCpu tier) {
        try (TierTrace trace = new TierTrace(tier)) {
            long before = cpu.usedNanos();
            Instant step = Instant.now();
            PodProcesses.Signal signal = processes.beginToGoOn();
            for (Instant look = step; cpu.usedNanos() == before; look = Instant.now()) {
                step = look;
                signal.check();
                Control.pause(BETWEEN_LOOKS);
            }
            Control.pause(LENGTH);
            return Floor.reachedAfterMillis(trace.points(), step);
        } finally {
            processes.stop();
        }
    }
}
