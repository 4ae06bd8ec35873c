package io.sublet.model.cpu;

import java.util.Optional;

/** What a pod does not share with other pods of the same policy, as long as there is a choice. */
public enum CpuExclusivePolicy {
    NONE("None"),
    /** Physical cores. */
    PCPU_LEVEL("PCPULevel"),
    /** L3 domains. Sublet's own; Koordinator takes it for none. */
    L3_LEVEL("L3Level"),
    /** NUMA nodes. */
    NUMA_NODE_LEVEL("NUMANodeLevel");

    private final String wireName;

    CpuExclusivePolicy(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** The policy of that name in the protocol. */
    public static Optional<CpuExclusivePolicy> parse(String wireName) {
        for (CpuExclusivePolicy policy : values()) {
            if (policy.wireName.equals(wireName)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }
}
