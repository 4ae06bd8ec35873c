package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.crds.json.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An amount of resources.
 *
 * @param resources amount by resource name, CPU in cores and memory in bytes; a resource that is not there was not measured
 * @param devices amounts by device, not interpreted here
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceMap(
        Map<String, Quantity> resources,
        List<Map<String, @Nullable Object>> devices,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ResourceMap {
        resources = Frozen.map(resources);
        devices = Frozen.list(devices);
        unknown = Frozen.map(unknown);
    }

    /** Amounts of resources without devices. */
    public static ResourceMap of(Map<String, Quantity> resources) {
        return new ResourceMap(resources, List.of(), Map.of());
    }
}
