package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kernel settings by QoS class.
 *
 * @param policies mechanisms used on the node
 * @param lsrClass LSR pods, also used for LSE
 * @param lsClass LS pods
 * @param beClass BE pods
 * @param systemClass SYSTEM pods
 * @param cgroupRoot the root group; only block devices apply
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceQOSStrategy(
        @Nullable ResourceQOSPolicies policies,
        @Nullable ResourceQOS lsrClass,
        @Nullable ResourceQOS lsClass,
        @Nullable ResourceQOS beClass,
        @Nullable ResourceQOS systemClass,
        @Nullable ResourceQOS cgroupRoot,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ResourceQOSStrategy {
        unknown = Frozen.map(unknown);
    }
}
