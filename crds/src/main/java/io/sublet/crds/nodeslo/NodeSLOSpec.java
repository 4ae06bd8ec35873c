package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one node, by section.
 *
 * @param resourceUsedThresholdWithBE when best-effort pods are held back or evicted
 * @param resourceQOSStrategy kernel settings by QoS class
 * @param cpuBurstStrategy how pods go over their CPU limit for a short time
 * @param systemStrategy settings of the node's kernel
 * @param hostApplications applications outside of pods
 * @param extensions rules of third parties and Sublet's own rules by pod
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeSLOSpec(
        @Nullable ResourceThresholdStrategy resourceUsedThresholdWithBE,
        @Nullable ResourceQOSStrategy resourceQOSStrategy,
        @Nullable CPUBurstStrategy cpuBurstStrategy,
        @Nullable SystemStrategy systemStrategy,
        List<HostApplicationSpec> hostApplications,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, @Nullable Object> extensions,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public NodeSLOSpec {
        hostApplications = Frozen.list(hostApplications);
        extensions = extensions == null ? null : Frozen.map(extensions);
        unknown = Frozen.map(unknown);
    }
}
