package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles of usage over one window.
 *
 * @param duration length of the window in the duration text of Go
 * @param usage amount by aggregation: avg, p50, p90, p95, p99; empty where the window had too few samples
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AggregatedUsage(
        @Nullable String duration,
        Map<String, ResourceMap> usage,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public AggregatedUsage {
        usage = Frozen.map(usage);
        unknown = Frozen.map(unknown);
    }
}
