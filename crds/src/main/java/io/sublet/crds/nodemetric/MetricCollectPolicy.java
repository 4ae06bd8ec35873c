package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How usage is aggregated and how often it is reported; null is the agent's default.
 *
 * @param aggregateDurationSeconds window that plain usage values average over, seconds
 * @param reportIntervalSeconds time between two reports, seconds
 * @param nodeAggregatePolicy windows over which percentiles are reported
 * @param nodeMemoryCollectPolicy {@code usageWithoutPageCache}, {@code usageWithHotPageCache} or {@code usageWithPageCache}
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MetricCollectPolicy(
        @Nullable Long aggregateDurationSeconds,
        @Nullable Long reportIntervalSeconds,
        @Nullable NodeAggregatePolicy nodeAggregatePolicy,
        @Nullable String nodeMemoryCollectPolicy,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public MetricCollectPolicy {
        unknown = Frozen.map(unknown);
    }

    public MetricCollectPolicy(
            @Nullable Long aggregateDurationSeconds,
            @Nullable Long reportIntervalSeconds,
            @Nullable NodeAggregatePolicy nodeAggregatePolicy,
            @Nullable String nodeMemoryCollectPolicy) {
        this(aggregateDurationSeconds, reportIntervalSeconds, nodeAggregatePolicy, nodeMemoryCollectPolicy, Map.of());
    }
}
