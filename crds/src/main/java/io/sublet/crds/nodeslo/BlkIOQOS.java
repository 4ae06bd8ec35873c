package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Block device settings.
 *
 * @param enable whether the section acts
 * @param blocks settings by device
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BlkIOQOS(
        @Nullable Boolean enable,
        List<BlockCfg> blocks,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public BlkIOQOS {
        blocks = Frozen.list(blocks);
        unknown = Frozen.map(unknown);
    }
}
