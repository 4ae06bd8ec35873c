package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of one block device.
 *
 * @param name name of the device or volume
 * @param type {@code device}, {@code volumegroup} or {@code podvolume}
 * @param ioCfg limits and weights
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record BlockCfg(
        @Nullable String name,
        @Nullable String type,
        @Nullable IOCfg ioCfg,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public BlockCfg {
        unknown = Frozen.map(unknown);
    }
}
