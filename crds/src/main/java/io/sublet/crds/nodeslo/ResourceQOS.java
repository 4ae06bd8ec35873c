package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kernel settings of one QoS class. A section whose {@code enable} is not true stands for the kernel's defaults.
 *
 * @param cpuQOS scheduler
 * @param memoryQOS memory controller
 * @param blkioQOS block devices
 * @param resctrlQOS last-level cache and memory bandwidth
 * @param networkQOS network bandwidth
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ResourceQOS(
        @Nullable CPUQOS cpuQOS,
        @Nullable MemoryQOS memoryQOS,
        @Nullable BlkIOQOS blkioQOS,
        @Nullable ResctrlQOS resctrlQOS,
        @Nullable NetworkQOS networkQOS,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public ResourceQOS {
        unknown = Frozen.map(unknown);
    }
}
