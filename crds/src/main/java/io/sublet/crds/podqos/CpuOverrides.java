package io.sublet.crds.podqos;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * CPU settings in place of those of the QoS class; null is not overridden.
 *
 * @param weight cgroup v2 cpu.weight, 1 to 10000; not together with idle
 * @param idle whether the pods run only where no other task wants the CPU
 * @param burstPercent percent of the limit that may be saved up for a burst, 0 (off) to 10000
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CpuOverrides(
        @Nullable Integer weight,
        @Nullable Boolean idle,
        @Nullable Integer burstPercent,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public CpuOverrides {
        unknown = Frozen.map(unknown);
    }

    public CpuOverrides(@Nullable Integer weight, @Nullable Boolean idle, @Nullable Integer burstPercent) {
        this(weight, idle, burstPercent, Map.of());
    }
}
