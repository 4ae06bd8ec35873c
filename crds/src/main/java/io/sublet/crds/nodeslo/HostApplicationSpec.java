package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An application that runs on the node outside of pods.
 *
 * @param name name of the application
 * @param priority priority class
 * @param qos QoS class
 * @param cgroupPath where its processes are
 * @param strategy settings of the application; none defined yet
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HostApplicationSpec(
        @Nullable String name,
        @Nullable String priority,
        @Nullable String qos,
        @Nullable CgroupPath cgroupPath,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, @Nullable Object> strategy,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public HostApplicationSpec {
        strategy = strategy == null ? null : Frozen.map(strategy);
        unknown = Frozen.map(unknown);
    }
}
