package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When best-effort pods are held back or evicted. Percent fields without a bound here may exceed 100.
 *
 * @param enable whether the thresholds act
 * @param cpuSuppressThresholdPercent percent of the node's CPU all pods may use before best-effort CPU is reduced, 0 to 100
 * @param cpuSuppressMinPercent percent of the node's CPU that best-effort pods always keep, 0 to 100
 * @param cpuSuppressPolicy {@code cpuset} or {@code cfsQuota}
 * @param memoryEvictThresholdPercent percent of the node's memory above which best-effort pods are evicted, 0 to 100
 * @param memoryEvictLowerPercent percent of the node's memory at which eviction stops, 0 to 100
 * @param memoryAllocatableEvictThresholdPercent percent of allocatable above which pods are evicted for their requests, from 0
 * @param memoryAllocatableEvictLowerPercent percent of allocatable at which that stops, from 0
 * @param cpuEvictBESatisfactionUpperPercent percent of requested CPU at which eviction stops
 * @param cpuEvictBESatisfactionLowerPercent percent of requested CPU under which best-effort pods are evicted
 * @param cpuEvictBEUsageThresholdPercent percent of their limit that best-effort pods must use for satisfaction to count
 * @param cpuEvictTimeWindowSeconds window that CPU eviction averages over, seconds
 * @param cpuEvictThresholdPercent percent of the node's CPU above which pods are evicted, 0 to 100
 * @param cpuEvictLowerPercent percent of the node's CPU at which that stops, 0 to 100
 * @param cpuAllocatableEvictThresholdPercent percent of allocatable above which pods are evicted for their requests, from 0
 * @param cpuAllocatableEvictLowerPercent percent of allocatable at which that stops, from 0
 * @param cpuEvictPolicy {@code evictByRealLimit} or {@code evictByAllocatable}
 * @param evictEnabledPriorityThreshold highest priority that may be evicted for usage
 * @param allocatableEvictPriorityThreshold highest priority that may be evicted for requests
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceThresholdStrategy(
        @Nullable Boolean enable,
        @Nullable Long cpuSuppressThresholdPercent,
        @Nullable Long cpuSuppressMinPercent,
        @Nullable String cpuSuppressPolicy,
        @Nullable Long memoryEvictThresholdPercent,
        @Nullable Long memoryEvictLowerPercent,
        @Nullable Long memoryAllocatableEvictThresholdPercent,
        @Nullable Long memoryAllocatableEvictLowerPercent,
        @Nullable Long cpuEvictBESatisfactionUpperPercent,
        @Nullable Long cpuEvictBESatisfactionLowerPercent,
        @Nullable Long cpuEvictBEUsageThresholdPercent,
        @Nullable Long cpuEvictTimeWindowSeconds,
        @Nullable Long cpuEvictThresholdPercent,
        @Nullable Long cpuEvictLowerPercent,
        @Nullable Long cpuAllocatableEvictThresholdPercent,
        @Nullable Long cpuAllocatableEvictLowerPercent,
        @Nullable String cpuEvictPolicy,
        @Nullable Integer evictEnabledPriorityThreshold,
        @Nullable Integer allocatableEvictPriorityThreshold,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ResourceThresholdStrategy {
        unknown = Frozen.map(unknown);
    }
}
