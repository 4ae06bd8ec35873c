package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Windows over which percentiles of the node's usage are reported.
 *
 * @param durations window lengths in the duration text of Go, for instance {@code 5m0s}
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeAggregatePolicy(
        List<String> durations,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public NodeAggregatePolicy {
        durations = Frozen.list(durations);
        unknown = Frozen.map(unknown);
    }

    public NodeAggregatePolicy(List<String> durations) {
        this(durations, Map.of());
    }
}
