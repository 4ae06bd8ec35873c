package io.sublet.model.slo;

import io.sublet.model.pod.PodSelector;
import io.sublet.model.unit.Percent;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How the pods that it names are treated, in place of what their QoS class says. Of a list of rules the first one that names a
 * pod governs it alone.
 *
 * @param name of the PodQoS object that it comes from
 * @param pods which pods
 * @param allowedActions what the pods permit; absent is what their class permits. The class bounds it in any case: use
 *     {@link AvoidanceAction#permitted}
 * @param evictionOrder lower is evicted first, before priority is looked at
 * @param cpu CPU settings
 * @param memory memory settings
 */
public record PodQosRule(
        String name,
        PodSelector pods,
        Optional<Set<AvoidanceAction>> allowedActions,
        int evictionOrder,
        Cpu cpu,
        Memory memory) {
    /**
     * CPU settings; what is absent is not overridden.
     *
     * @param weight cgroup v2 {@code cpu.weight}, 1..10000
     * @param idle whether the pods run only where no other task wants the CPU
     * @param burst share of the limit that may be saved up, 0..10000
     */
    public record Cpu(OptionalInt weight, Optional<Boolean> idle, Optional<Percent> burst) {
        public static final Cpu NONE = new Cpu(OptionalInt.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Memory settings; what is absent is not overridden. Shares are 0..100.
     *
     * @param min share of the request for {@code memory.min}
     * @param low share of the request for {@code memory.low}, at least {@code min}
     * @param high share of the limit for {@code memory.high}; 0 is off
     * @param oomGroup whether all tasks of a container are killed when one of them is
     */
    public record Memory(
            Optional<Percent> min, Optional<Percent> low, Optional<Percent> high, Optional<Boolean> oomGroup) {
        public static final Memory NONE =
                new Memory(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    public PodQosRule {
        allowedActions = allowedActions.map(Set::copyOf);
    }
}
