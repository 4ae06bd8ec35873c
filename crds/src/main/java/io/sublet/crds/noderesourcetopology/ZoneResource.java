package io.sublet.crds.noderesourcetopology;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One resource of a zone, in the unit of the resource.
 *
 * @param name name of the resource
 * @param capacity what the zone has
 * @param allocatable what pods may have
 * @param available what is left
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ZoneResource(
        @Nullable String name,
        @Nullable Quantity capacity,
        @Nullable Quantity allocatable,
        @Nullable Quantity available,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ZoneResource {
        unknown = Frozen.map(unknown);
    }

    public ZoneResource(
            @Nullable String name,
            @Nullable Quantity capacity,
            @Nullable Quantity allocatable,
            @Nullable Quantity available) {
        this(name, capacity, allocatable, available, Map.of());
    }
}
