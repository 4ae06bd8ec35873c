package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How pods with a CPU limit go over it for a short time.
 *
 * @param policy {@code none}, {@code cpuBurstOnly}, {@code cfsQuotaBurstOnly} or {@code auto}
 * @param cpuBurstPercent percent of the limit that may be saved up, 0 to 10000
 * @param cfsQuotaBurstPercent percent of the limit up to which a throttled quota is raised
 * @param cfsQuotaBurstPeriodSeconds longest time that a quota stays raised, seconds; -1 is unlimited
 * @param sharePoolThresholdPercent percent of the shared CPUs in use above which no quota is raised
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CPUBurstStrategy(
        @Nullable String policy,
        @Nullable Long cpuBurstPercent,
        @Nullable Long cfsQuotaBurstPercent,
        @Nullable Long cfsQuotaBurstPeriodSeconds,
        @Nullable Long sharePoolThresholdPercent,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public CPUBurstStrategy {
        unknown = Frozen.map(unknown);
    }
}
