package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Usage of one NUMA node.
 *
 * @param numaNodeID number of the NUMA node
 * @param nodeUsage everything used there
 * @param systemUsage what neither pods nor host applications use
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NumaUsage(
        @Nullable Integer numaNodeID,
        @Nullable ResourceMap nodeUsage,
        @Nullable ResourceMap systemUsage,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public NumaUsage {
        unknown = Frozen.map(unknown);
    }
}
