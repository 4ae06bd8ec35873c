package io.sublet.manager.view;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the manager keeps of a NodeSLO.
 *
 * @param spec the JSON tree of the spec
 * @param owned paths of the spec's fields that the manager has applied, as {@code cpuBurstStrategy.policy}
 * @param foreign field manager by path, for fields that others have applied or updated
 */
public record NodeSloView(
        String name, Map<String, @Nullable Object> spec, Set<String> owned, Map<String, String> foreign) {
    public NodeSloView {
        owned = Set.copyOf(owned);
        foreign = Map.copyOf(foreign);
    }
}
