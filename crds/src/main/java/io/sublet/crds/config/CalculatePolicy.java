package io.sublet.crds.config;

import java.util.Optional;

/** What counts against batch for a pod of an online class. */
public enum CalculatePolicy {
    /** What it uses, or requests as long as it has not been measured. */
    USAGE("usage"),
    /** What it requests; for memory only, for CPU the same as {@link #USAGE}. */
    REQUEST("request"),
    /** The larger of both. */
    MAX_USAGE_REQUEST("maxUsageRequest");

    private final String wireName;

    CalculatePolicy(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public static Optional<CalculatePolicy> parse(String text) {
        for (CalculatePolicy policy : values()) {
            if (policy.wireName.equals(text)) {
                return Optional.of(policy);
            }
        }
        return Optional.empty();
    }
}
