package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agent measured.
 *
 * @param updateTime RFC 3339 text of the time of the report; null before the first one
 * @param nodeMetric usage of the whole node
 * @param podsMetric usage by pod
 * @param hostApplicationMetric usage by application outside of pods
 * @param prodReclaimableMetric prediction of what prod pods leave unused
 * @param prodPeakMetric prediction of the peak of the prod pods; Koordinator's main branch, not v1.8
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeMetricStatus(
        @Nullable String updateTime,
        @Nullable NodeUsageInfo nodeMetric,
        List<PodMetricInfo> podsMetric,
        List<HostApplicationMetricInfo> hostApplicationMetric,
        @Nullable PredictedUsage prodReclaimableMetric,
        @Nullable PredictedUsage prodPeakMetric,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public NodeMetricStatus {
        podsMetric = Frozen.list(podsMetric);
        hostApplicationMetric = Frozen.list(hostApplicationMetric);
        unknown = Frozen.map(unknown);
    }
}
