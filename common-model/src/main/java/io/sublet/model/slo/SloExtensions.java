package io.sublet.model.slo;

import java.util.List;

/**
 * What a NodeSLO holds beyond the protocol that Sublet shares with others.
 *
 * @param podQos the first rule that names a pod governs it
 * @param watermarks all of them are looked at
 */
public record SloExtensions(List<PodQosRule> podQos, List<WatermarkRule> watermarks) {
    public static final SloExtensions NONE = new SloExtensions(List.of(), List.of());

    public SloExtensions {
        podQos = List.copyOf(podQos);
        watermarks = List.copyOf(watermarks);
    }

    public boolean isEmpty() {
        return podQos.isEmpty() && watermarks.isEmpty();
    }
}
