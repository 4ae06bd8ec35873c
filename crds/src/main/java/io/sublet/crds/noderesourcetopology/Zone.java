package io.sublet.crds.noderesourcetopology;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One zone of a node.
 *
 * @param name name, for instance {@code node-0}
 * @param type kind, for instance {@code Node}
 * @param parent zone that this one is part of
 * @param costs distance to other zones
 * @param attributes named values
 * @param resources resources of the zone
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Zone(
        @Nullable String name,
        @Nullable String type,
        @Nullable String parent,
        List<ZoneCost> costs,
        List<ZoneAttribute> attributes,
        List<ZoneResource> resources,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public Zone {
        costs = Frozen.list(costs);
        attributes = Frozen.list(attributes);
        resources = Frozen.list(resources);
        unknown = Frozen.map(unknown);
    }
}
