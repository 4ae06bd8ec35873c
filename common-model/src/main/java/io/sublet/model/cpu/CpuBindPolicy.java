package io.sublet.model.cpu;

import java.util.Optional;

/** Which logical CPUs of a core a pod is bound to. */
public enum CpuBindPolicy {
    /** Not bound. */
    NONE("None"),
    /** As the scheduler is configured. */
    DEFAULT("Default"),
    /** Whole physical cores. */
    FULL_PCPUS("FullPCPUs"),
    /** One logical CPU of each core first. */
    SPREAD_BY_PCPUS("SpreadByPCPUs"),
    /** Declared in the protocol for pods that burst within limits; such a pod is not bound. */
    CONSTRAINED_BURST("ConstrainedBurst");

    private final String wireName;

    CpuBindPolicy(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** Whether a pod with this policy gets CPUs of its own. */
    public boolean binds() {
        return this == FULL_PCPUS || this == SPREAD_BY_PCPUS;
    }

    /** The policy of that name in the protocol. */
    public static Optional<CpuBindPolicy> parse(String wireName) {
        for (CpuBindPolicy policy : values()) {
            if (policy.wireName.equals(wireName)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }
}
