package io.sublet.model.slo;

import java.util.List;
import java.util.OptionalInt;

/**
 * What a NodeSLO holds beyond the protocol that Sublet shares with others.
 *
 * @param podQos the first rule that names a pod governs it
 * @param watermarks all of them are looked at
 * @param idleCores CPUs that are kept idle for online services, in place of a threshold of usage; at least 1; empty for the threshold
 * @param disabled whether the node's agent has to give back everything and leave pods alone
 */
public record SloExtensions(
        List<PodQosRule> podQos, List<WatermarkRule> watermarks, OptionalInt idleCores, boolean disabled) {
    public static final SloExtensions NONE = new SloExtensions(List.of(), List.of());

    public SloExtensions {
        podQos = List.copyOf(podQos);
        watermarks = List.copyOf(watermarks);
    }

    /** Rules for a node on which colocation is not switched off, by a threshold of usage. */
    public SloExtensions(List<PodQosRule> podQos, List<WatermarkRule> watermarks) {
        this(podQos, watermarks, OptionalInt.empty(), false);
    }

    /** The same rules, switched off or on. */
    public SloExtensions switched(boolean off) {
        return new SloExtensions(podQos, watermarks, idleCores, off);
    }

    /** The same rules, with another number of CPUs that are kept idle. */
    public SloExtensions withIdleCores(OptionalInt cores) {
        return new SloExtensions(podQos, watermarks, cores, disabled);
    }

    public boolean isEmpty() {
        return podQos.isEmpty() && watermarks.isEmpty() && idleCores.isEmpty() && !disabled;
    }
}
