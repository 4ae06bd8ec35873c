package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agent is asked to collect.
 *
 * @param metricCollectPolicy null leaves everything to the agent's defaults
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeMetricSpec(
        @Nullable MetricCollectPolicy metricCollectPolicy,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public NodeMetricSpec {
        unknown = Frozen.map(unknown);
    }

    public NodeMetricSpec(@Nullable MetricCollectPolicy metricCollectPolicy) {
        this(metricCollectPolicy, Map.of());
    }
}
