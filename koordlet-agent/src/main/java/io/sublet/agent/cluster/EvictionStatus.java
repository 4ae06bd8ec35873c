package io.sublet.agent.cluster;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of evictions while it is decided whether there are to be more.
 *
 * @param impossible why no pod may be evicted now; empty if one may
 * @param left how many more may be asked for now
 * @param asked uids of pods that are on their way: the eviction was asked for a moment ago and not refused
 * @param refused why the eviction of a pod, by its uid, was refused a moment ago
 */
public record EvictionStatus(Optional<String> impossible, int left, Set<String> asked, Map<String, String> refused) {
    public static final EvictionStatus UNKNOWN =
            new EvictionStatus(Optional.of("nobody can evict"), 0, Set.of(), Map.of());

    public EvictionStatus {
        asked = Set.copyOf(asked);
        refused = Map.copyOf(refused);
    }
}
