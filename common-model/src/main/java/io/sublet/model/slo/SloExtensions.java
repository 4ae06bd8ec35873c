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
 * @param interference how antagonists are found and treated
 * @param latencyTargets all of them have to be kept
 * @param pressure what is done about memory and disks that run short
 * @param dscp how packets of pods are marked
 */
public record SloExtensions(
        List<PodQosRule> podQos,
        List<WatermarkRule> watermarks,
        OptionalInt idleCores,
        boolean disabled,
        InterferenceRule interference,
        List<LatencyTarget> latencyTargets,
        PressureRule pressure,
        DscpRule dscp) {
    public static final SloExtensions NONE = new SloExtensions(List.of(), List.of());

    public SloExtensions {
        podQos = List.copyOf(podQos);
        watermarks = List.copyOf(watermarks);
        latencyTargets = List.copyOf(latencyTargets);
    }

    /** Rules for a node on which colocation is not switched off, by a threshold of usage. */
    public SloExtensions(List<PodQosRule> podQos, List<WatermarkRule> watermarks) {
        this(
                podQos,
                watermarks,
                OptionalInt.empty(),
                false,
                InterferenceRule.DEFAULT,
                List.of(),
                PressureRule.DEFAULT,
                DscpRule.NONE);
    }

    /** The same rules, switched off or on. */
    public SloExtensions switched(boolean off) {
        return new SloExtensions(podQos, watermarks, idleCores, off, interference, latencyTargets, pressure, dscp);
    }

    /** The same rules, with another number of CPUs that are kept idle. */
    public SloExtensions withIdleCores(OptionalInt cores) {
        return new SloExtensions(podQos, watermarks, cores, disabled, interference, latencyTargets, pressure, dscp);
    }

    /** The same rules, with another way to find antagonists. */
    public SloExtensions with(InterferenceRule rule) {
        return new SloExtensions(podQos, watermarks, idleCores, disabled, rule, latencyTargets, pressure, dscp);
    }

    /** The same rules, with other latencies to keep. */
    public SloExtensions withLatencyTargets(List<LatencyTarget> targets) {
        return new SloExtensions(podQos, watermarks, idleCores, disabled, interference, targets, pressure, dscp);
    }

    /** The same rules, with another way to deal with memory and disks that run short. */
    public SloExtensions with(PressureRule rule) {
        return new SloExtensions(podQos, watermarks, idleCores, disabled, interference, latencyTargets, rule, dscp);
    }

    /** The same rules, with other marks of packets. */
    public SloExtensions with(DscpRule rule) {
        return new SloExtensions(podQos, watermarks, idleCores, disabled, interference, latencyTargets, pressure, rule);
    }

    public boolean isEmpty() {
        return equals(NONE);
    }
}
