package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Usage of one pod.
 *
 * @param namespace namespace of the pod
 * @param name name of the pod
 * @param podUsage average over the aggregation window; null is not measured
 * @param priority priority class with defaults applied, for instance {@code koord-batch}
 * @param qos QoS class with defaults applied, for instance {@code LS}
 * @param extensions values of third parties
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodMetricInfo(
        @Nullable String namespace,
        @Nullable String name,
        @Nullable ResourceMap podUsage,
        @Nullable String priority,
        @Nullable String qos,
        Map<String, @Nullable Object> extensions,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public PodMetricInfo {
        extensions = Frozen.map(extensions);
        unknown = Frozen.map(unknown);
    }
}
