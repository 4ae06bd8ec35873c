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

    /** Of applications outside of pods; the first as above. */
    static final Set<Knob> OF_APPLICATIONS = EnumSet.of(Knob.CPU_QUOTA, Knob.CPUSET, Knob.CPU_BVT);

    private PodKnobs() {}

    /** All of which it has to be known whether the kernel has them. */
    static final Set<Knob> PROBED = EnumSet.copyOf(ALL);

    static {
        PROBED.addAll(ResourceKnobs.MEMORY);
        PROBED.addAll(ResourceKnobs.DISK);
        PROBED.add(Knob.MEMORY_RECLAIM);
    }

    /**
     * Those of one pod.
     *
     * @param more those of every group
     */
    static EnumSet<Knob> of(PodView pod, Set<Knob> more) {
        EnumSet<Knob> knobs = EnumSet.copyOf(ALL);
        knobs.addAll(more);
        knobs.addAll(ResourceKnobs.of(pod));
        if (pod.isBestEffort()) {
            knobs.remove(Knob.CPU_BURST);
        } else {
            knobs.remove(Knob.MEMORY_LIMIT);
            if (!more.contains(Knob.CPU_SHARES)) {
                knobs.remove(Knob.CPU_IDLE);
                knobs.remove(Knob.CPU_SHARES);
            }
        }
        return knobs;
    }
}
