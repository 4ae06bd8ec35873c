package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Mechanisms used on a node.
 *
 * @param cpuPolicy {@code groupIdentity} or {@code coreSched}
 * @param netQOSPolicy {@code tc} or {@code terway-qos}
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceQOSPolicies(
        @Nullable String cpuPolicy,
        @Nullable String netQOSPolicy,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ResourceQOSPolicies {
        unknown = Frozen.map(unknown);
    }
}
