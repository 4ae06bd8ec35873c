package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Usage of a whole node.
 *
 * @param nodeUsage everything used on the node
 * @param systemUsage what neither pods nor host applications use
 * @param aggregatedNodeUsages percentiles of node usage by window
 * @param aggregatedSystemUsages percentiles of system usage by window
 * @param numaUsages usage by NUMA node; Koordinator's main branch, not v1.8
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NodeUsageInfo(
        @Nullable ResourceMap nodeUsage,
        @Nullable ResourceMap systemUsage,
        List<AggregatedUsage> aggregatedNodeUsages,
        List<AggregatedUsage> aggregatedSystemUsages,
        List<NumaUsage> numaUsages,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public NodeUsageInfo {
        aggregatedNodeUsages = Frozen.list(aggregatedNodeUsages);
        aggregatedSystemUsages = Frozen.list(aggregatedSystemUsages);
        numaUsages = Frozen.list(numaUsages);
        unknown = Frozen.map(unknown);
    }
}
