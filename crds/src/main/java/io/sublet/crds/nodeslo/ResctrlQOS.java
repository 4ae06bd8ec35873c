package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Share of the last-level cache and of memory bandwidth; all percents 0 to 100.
 *
 * @param enable whether the section acts
 * @param catRangeStartPercent start of the cache range in percent of its ways
 * @param catRangeEndPercent end of the cache range in percent of its ways
 * @param mbaPercent percent of the memory bandwidth
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResctrlQOS(
        @Nullable Boolean enable,
        @Nullable Long catRangeStartPercent,
        @Nullable Long catRangeEndPercent,
        @Nullable Long mbaPercent,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ResctrlQOS {
        unknown = Frozen.map(unknown);
    }
}
