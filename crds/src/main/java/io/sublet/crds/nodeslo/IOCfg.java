package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Limits and weights of one block device. A limit of 0 is no limit.
 *
 * @param readIOPS reads per second
 * @param writeIOPS writes per second
 * @param readBPS bytes read per second
 * @param writeBPS bytes written per second
 * @param ioWeightPercent share of the device, 1 to 100
 * @param readLatency target latency of reads, microseconds
 * @param writeLatency target latency of writes, microseconds
 * @param readLatencyPercent percentile of reads that must meet the target, 0 to 100
 * @param writeLatencyPercent percentile of writes that must meet the target, 0 to 100
 * @param enableUserModel whether the cost model replaces the kernel's
 * @param modelReadBPS cost model, bytes read per second, from 1
 * @param modelWriteBPS cost model, bytes written per second, from 1
 * @param modelReadSeqIOPS cost model, sequential reads per second, from 1
 * @param modelWriteSeqIOPS cost model, sequential writes per second, from 1
 * @param modelReadRandIOPS cost model, random reads per second, from 1
 * @param modelWriteRandIOPS cost model, random writes per second, from 1
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IOCfg(
        @Nullable Long readIOPS,
        @Nullable Long writeIOPS,
        @Nullable Long readBPS,
        @Nullable Long writeBPS,
        @Nullable Long ioWeightPercent,
        @Nullable Long readLatency,
        @Nullable Long writeLatency,
        @Nullable Long readLatencyPercent,
        @Nullable Long writeLatencyPercent,
        @Nullable Boolean enableUserModel,
        @Nullable Long modelReadBPS,
        @Nullable Long modelWriteBPS,
        @Nullable Long modelReadSeqIOPS,
        @Nullable Long modelWriteSeqIOPS,
        @Nullable Long modelReadRandIOPS,
        @Nullable Long modelWriteRandIOPS,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public IOCfg {
        unknown = Frozen.map(unknown);
    }
}
