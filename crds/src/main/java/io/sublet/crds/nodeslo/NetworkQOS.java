package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Network bandwidth. An integer is a percentage of the node's bandwidth, a string a quantity in bits per second.
 *
 * @param enable whether the section acts
 * @param ingressRequest bandwidth kept for incoming traffic
 * @param ingressLimit most bandwidth for incoming traffic
 * @param egressRequest bandwidth kept for outgoing traffic
 * @param egressLimit most bandwidth for outgoing traffic
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NetworkQOS(
        @Nullable Boolean enable,
        @Nullable IntOrString ingressRequest,
        @Nullable IntOrString ingressLimit,
        @Nullable IntOrString egressRequest,
        @Nullable IntOrString egressLimit,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public NetworkQOS {
        unknown = Frozen.map(unknown);
    }
}
