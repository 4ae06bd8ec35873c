package io.sublet.crds.config;

import io.sublet.model.usage.CollectPolicy;
import io.sublet.protocol.json.JsonObject;

/** The colocation strategy of one node, complete: what is not said has its default. */
public record ColocationStrategy(
        boolean enabled,
        CollectPolicy collect,
        ReclaimRule cpu,
        ReclaimRule memory,
        SyncRules sync,
        MidRule mid,
        StableOffer stableOffer) {
    /** Ten years: no policy means more, and sums with a date stay in range. */
    public static final long LONGEST_SECONDS = 10L * 365 * 24 * 3600;

    /** Off; 60 % of CPU and 65 % of memory by usage, degraded after 15 minutes, raised after 5. */
    public static final ColocationStrategy DEFAULT = ColocationDocument.strategy(JsonObject.EMPTY, Findings.of(""));

    /** The same, off. */
    public ColocationStrategy off() {
        return new ColocationStrategy(false, collect, cpu, memory, sync, mid, stableOffer);
    }
}
