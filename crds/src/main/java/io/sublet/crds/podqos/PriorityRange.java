package io.sublet.crds.podqos;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Range of {@code spec.priority}, both ends included; a pod without a priority is outside of every range.
 *
 * @param min null is no lower bound
 * @param max null is no upper bound
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PriorityRange(
        @Nullable Integer min,
        @Nullable Integer max,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public PriorityRange {
        unknown = Frozen.map(unknown);
    }

    public PriorityRange(@Nullable Integer min, @Nullable Integer max) {
        this(min, max, Map.of());
    }
}
