package io.sublet.agent.observe.knob;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.Knob;
import java.util.EnumSet;
import java.util.Set;

/** Which knobs of a pod and its containers policies may want to set, so that they have to be known. */
final class PodKnobs {
    /** Of any pod. The first is one that every group has, by which a group that is gone is told. */
    static final Set<Knob> ALL = EnumSet.of(
            Knob.CPU_QUOTA,
            Knob.CPU_PERIOD,
            Knob.CPU_SHARES,
            Knob.CPU_IDLE,
            Knob.CPUSET,
            Knob.CPU_BURST,
            Knob.CPU_BVT,
            Knob.MEMORY_LIMIT);

    private PodKnobs() {}

    /** Those of one pod. */
    static EnumSet<Knob> of(PodView pod) {
        EnumSet<Knob> knobs = EnumSet.copyOf(ALL);
        if (pod.isBestEffort()) {
            knobs.remove(Knob.CPU_BURST);
        } else {
            knobs.remove(Knob.CPU_IDLE);
            knobs.remove(Knob.CPU_SHARES);
            knobs.remove(Knob.MEMORY_LIMIT);
        }
        return knobs;
    }
}
