package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Scheduler settings.
 *
 * @param enable whether the section acts
 * @param groupIdentity group identity of the kernel, -1 (lowest) to 2
 * @param schedIdle 1 puts the group into the idle scheduling class, 0 takes it out
 * @param coreExpeller whether hyper-threads beside this class are kept free of best-effort tasks
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CPUQOS(
        @Nullable Boolean enable,
        @Nullable Long groupIdentity,
        @Nullable Long schedIdle,
        @Nullable Boolean coreExpeller,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public CPUQOS {
        unknown = Frozen.map(unknown);
    }
}
