package io.sublet.model.slo;

/**
 * What a NodeSLO says of CPU beside the suppression of best effort.
 *
 * @param burst how online containers get more than their limit for a while
 * @param scheduling how the kernel's scheduler treats classes of pods
 */
public record CpuRules(CpuBurstRule burst, SchedulingRule scheduling) {
    /** Nothing is enabled. */
    public static final CpuRules DEFAULT = new CpuRules(CpuBurstRule.DEFAULT, SchedulingRule.DEFAULT);
}
