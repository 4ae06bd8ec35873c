package io.sublet.extender.rank;

import io.sublet.protocol.UsageThresholds;
import java.util.List;
import java.util.Map;

/**
 * What is kept of a Node. Facts only: what they come to depends on the rules.
 *
 * @param offer what it has for pods
 * @param thresholds what the node's annotation says
 * @param pinsEveryPod whether labels give every pod on it CPUs or NUMA nodes of its own; read once, because every question asks
 */
public record NodeFacts(
        String name,
        Map<String, String> labels,
        NodeOffer offer,
        UsageThresholds thresholds,
        boolean unschedulable,
        List<Taint> taints,
        boolean pinsEveryPod) {
    public NodeFacts {
        labels = Map.copyOf(labels);
        taints = List.copyOf(taints);
    }
}
