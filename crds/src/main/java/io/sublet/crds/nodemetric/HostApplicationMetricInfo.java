package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Usage of one application that runs outside of pods.
 *
 * @param name name as in NodeSLO
 * @param usage average over the aggregation window; null is not measured
 * @param priority priority class
 * @param qos QoS class
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HostApplicationMetricInfo(
        @Nullable String name,
        @Nullable ResourceMap usage,
        @Nullable String priority,
        @Nullable String qos,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public HostApplicationMetricInfo {
        unknown = Frozen.map(unknown);
    }
}
