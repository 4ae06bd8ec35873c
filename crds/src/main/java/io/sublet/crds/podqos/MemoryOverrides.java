package io.sublet.crds.podqos;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Memory settings in place of those of the QoS class; null is not overridden.
 *
 * @param minPercent percent of the request for memory.min, 0 to 100
 * @param lowPercent percent of the request for memory.low, 0 to 100, at least minPercent
 * @param highPercent percent of the limit for memory.high, 0 (off) to 100
 * @param oomGroup whether all tasks of a container are killed when one of them is
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MemoryOverrides(
        @Nullable Integer minPercent,
        @Nullable Integer lowPercent,
        @Nullable Integer highPercent,
        @Nullable Boolean oomGroup,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public MemoryOverrides {
        unknown = Frozen.map(unknown);
    }

    public MemoryOverrides(
            @Nullable Integer minPercent,
            @Nullable Integer lowPercent,
            @Nullable Integer highPercent,
            @Nullable Boolean oomGroup) {
        this(minPercent, lowPercent, highPercent, oomGroup, Map.of());
    }
}
