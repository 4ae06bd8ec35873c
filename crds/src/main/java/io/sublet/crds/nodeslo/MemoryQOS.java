package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Memory controller settings.
 *
 * @param enable whether the section acts
 * @param minLimitPercent percent of the request for memory.min, 0 to 100
 * @param lowLimitPercent percent of the request for memory.low, 0 to 100
 * @param throttlingPercent percent of the limit for memory.high, 0 (off) to 100
 * @param wmarkRatio percent of the limit at which background reclaim starts, 0 (off) to 100
 * @param wmarkScalePermill distance of the reclaim watermarks in thousandths of the limit, 1 to 1000
 * @param wmarkMinAdj shift of the global minimum watermark in percent, -25 to 50
 * @param priorityEnable 1 makes the out-of-memory killer respect priority
 * @param priority priority for the out-of-memory killer, 0 (first) to 12
 * @param oomKillGroup 1 kills a whole group at once
 * @param pageCacheEnable whether page cache is limited; Koordinator's main branch, as the next three
 * @param pageCacheLimitPercent page cache limit in percent of the memory limit, 0 to 100
 * @param pageCacheLimitSize page cache limit, bytes
 * @param pageCacheReclaimSync whether page cache over the limit is reclaimed at once
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MemoryQOS(
        @Nullable Boolean enable,
        @Nullable Long minLimitPercent,
        @Nullable Long lowLimitPercent,
        @Nullable Long throttlingPercent,
        @Nullable Long wmarkRatio,
        @Nullable Long wmarkScalePermill,
        @Nullable Long wmarkMinAdj,
        @Nullable Long priorityEnable,
        @Nullable Long priority,
        @Nullable Long oomKillGroup,
        @Nullable Boolean pageCacheEnable,
        @Nullable Long pageCacheLimitPercent,
        @Nullable Long pageCacheLimitSize,
        @Nullable Boolean pageCacheReclaimSync,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public MemoryQOS {
        unknown = Frozen.map(unknown);
    }
}
