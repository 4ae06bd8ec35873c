package io.sublet.model.cpu;

import java.util.Optional;

/** How strictly what a pod asks for comes from few NUMA nodes. */
public enum NumaTopologyPolicy {
    /** Not looked at. */
    NONE(""),
    /** As few as can be; if no choice of NUMA nodes has it all, the pod is placed regardless of them. */
    BEST_EFFORT("BestEffort"),
    /** As few as can be; if no choice of NUMA nodes has it all, the node is refused. */
    RESTRICTED("Restricted"),
    /** Exactly one. */
    SINGLE_NUMA_NODE("SingleNUMANode");

    private final String wireName;

    NumaTopologyPolicy(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** The policy of that name in the protocol; empty text is {@link #NONE}. */
    public static Optional<NumaTopologyPolicy> parse(String wireName) {
        for (NumaTopologyPolicy policy : values()) {
            if (policy.wireName.equals(wireName)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }

    /**
     * The policy that a kubelet's topology manager follows, from {@code topologyPolicies} of a NodeResourceTopology such as
     * {@code SingleNUMANodePodLevel}; {@link #NONE} for what is not known.
     */
    public static NumaTopologyPolicy ofKubelet(String reported) {
        return switch (reported) {
            case "BestEffort", "BestEffortContainerLevel", "BestEffortPodLevel" -> BEST_EFFORT;
            case "Restricted", "RestrictedContainerLevel", "RestrictedPodLevel" -> RESTRICTED;
            case "SingleNUMANodeContainerLevel", "SingleNUMANodePodLevel" -> SINGLE_NUMA_NODE;
            default -> NONE;
        };
    }
}
