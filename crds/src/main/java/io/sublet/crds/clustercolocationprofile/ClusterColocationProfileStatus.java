package io.sublet.crds.clustercolocationprofile;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Status of a profile; nothing is defined yet.
 *
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClusterColocationProfileStatus(
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ClusterColocationProfileStatus {
        unknown = Frozen.map(unknown);
    }
}
