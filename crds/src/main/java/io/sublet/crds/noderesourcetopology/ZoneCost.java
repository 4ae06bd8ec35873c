package io.sublet.crds.noderesourcetopology;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Distance to another zone.
 *
 * @param name name of the other zone
 * @param value distance
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ZoneCost(
        @Nullable String name,
        @Nullable Long value,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ZoneCost {
        unknown = Frozen.map(unknown);
    }

    public ZoneCost(@Nullable String name, @Nullable Long value) {
        this(name, value, Map.of());
    }
}
