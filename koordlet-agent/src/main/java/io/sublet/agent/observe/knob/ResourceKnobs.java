package io.sublet.agent.observe.knob;

import io.sublet.agent.cluster.PodView;
import io.sublet.agent.kernel.Knob;
import io.sublet.agent.kernel.KnobKey;
import io.sublet.model.slo.ResourceQos;
import io.sublet.protocol.Annotations;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which knobs of pods, containers and tiers the policies for memory and disks may want to set, so that they have to be known. None
 * where nobody asks for any.
 */
public final class ResourceKnobs {
    public static final Set<Knob> MEMORY = Collections.unmodifiableSet(EnumSet.of(
            Knob.MEMORY_MIN,
            Knob.MEMORY_LOW,
            Knob.MEMORY_HIGH,
            Knob.MEMORY_WMARK_RATIO,
            Knob.MEMORY_WMARK_SCALE,
            Knob.MEMORY_WMARK_MIN_ADJ,
            Knob.MEMORY_PRIORITY,
            Knob.MEMORY_PRIORITY_OOM,
            Knob.MEMORY_OOM_GROUP));

    public static final Set<Knob> DISK = Collections.unmodifiableSet(EnumSet.of(
            Knob.DISK_READ_BPS,
            Knob.DISK_WRITE_BPS,
            Knob.DISK_READ_IOPS,
            Knob.DISK_WRITE_IOPS,
            Knob.DISK_WEIGHT,
            Knob.DISK_BFQ_WEIGHT,
            Knob.DISK_LATENCY));

    private ResourceKnobs() {}

    /** Those of every group, by what the policy asks for and by what is held. */
    public static Set<Knob> ofAll(ResourceQos policy, Collection<KnobKey> held) {
        return policy.usesMemory() || held.stream().anyMatch(key -> MEMORY.contains(key.knob())) ? MEMORY : Set.of();
    }

    /** Those of tiers beyond these. */
    public static Set<Knob> ofTiers(ResourceQos policy) {
        return policy.usesDisk() ? DISK : Set.of();
    }

    /** Those that a pod asks for by itself. */
    static Set<Knob> of(PodView pod) {
        EnumSet<Knob> knobs = EnumSet.noneOf(Knob.class);
        if (pod.marks().annotations().containsKey(Annotations.MEMORY_QOS)) {
            knobs.addAll(MEMORY);
        }
        if (pod.marks().annotations().containsKey(Annotations.BLKIO_QOS)) {
            knobs.addAll(DISK);
        }
        return knobs;
    }
}
