package io.sublet.model.slo;

import java.util.List;

/**
 * What a NodeSLO holds beyond the protocol that Sublet shares with others.
 *
 * @param podQos the first rule that names a pod governs it
 * @param watermarks all of them are looked at
 * @param disabled whether the node's agent has to give back everything and leave pods alone
 */
public record SloExtensions(List<PodQosRule> podQos, List<WatermarkRule> watermarks, boolean disabled) {
    public static final SloExtensions NONE = new SloExtensions(List.of(), List.of(), false);

    public SloExtensions {
        podQos = List.copyOf(podQos);
        watermarks = List.copyOf(watermarks);
    }

    /** Rules for a node on which colocation is not switched off. */
    public SloExtensions(List<PodQosRule> podQos, List<WatermarkRule> watermarks) {
        this(podQos, watermarks, false);
    }

    /** The same rules, switched off or on. */
    public SloExtensions switched(boolean off) {
        return new SloExtensions(podQos, watermarks, off);
    }

    public boolean isEmpty() {
        return podQos.isEmpty() && watermarks.isEmpty() && !disabled;
    }
}
