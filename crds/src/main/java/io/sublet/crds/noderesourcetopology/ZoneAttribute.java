package io.sublet.crds.noderesourcetopology;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A named value of a zone.
 *
 * @param name name
 * @param value value
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ZoneAttribute(
        @Nullable String name,
        @Nullable String value,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ZoneAttribute {
        unknown = Frozen.map(unknown);
    }

    public ZoneAttribute(@Nullable String name, @Nullable String value) {
        this(name, value, Map.of());
    }
}
