package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Status of the rules; nothing is defined yet.
 *
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeSLOStatus(@JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public NodeSLOStatus {
        unknown = Frozen.map(unknown);
    }
}
