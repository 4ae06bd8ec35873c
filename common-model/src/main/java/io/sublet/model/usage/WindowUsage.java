package io.sublet.model.usage;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Usage over one window under several aggregations.
 *
 * @param window how far back the samples reach
 * @param usage empty while less than half of the window has been sampled
 */
public record WindowUsage(Duration window, Map<Aggregation, ResourceUsage> usage) {
    public WindowUsage {
        Map<Aggregation, ResourceUsage> ordered = new EnumMap<>(Aggregation.class);
        ordered.putAll(usage);
        usage = Collections.unmodifiableMap(ordered);
    }
}
