package io.sublet.extender.rank;

import io.sublet.protocol.UsageThresholds;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a Node. Facts only: what they come to depends on the rules.
 *
 * @param allocatable as the node offers it, amplified where it is
 * @param beforeAmplification resources that are amplified, as they were before
 * @param thresholds what the node's annotation says
 * @param pinsEveryPod whether labels give every pod on it CPUs or NUMA nodes of its own; read once, because every question asks
 */
public record NodeFacts(
        String name,
        Map<String, String> labels,
        ResourceAmounts allocatable,
        ResourceAmounts beforeAmplification,
        UsageThresholds thresholds,
        boolean unschedulable,
        List<Taint> taints,
        boolean pinsEveryPod) {
    public NodeFacts {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }

    /** What the machine has for pods, which load is held against. */
    ResourceAmounts real() {
        return allocatable.overriddenBy(beforeAmplification);
    }
}
