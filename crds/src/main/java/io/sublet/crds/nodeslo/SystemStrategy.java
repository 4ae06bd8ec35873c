package io.sublet.crds.nodeslo;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Settings of the node's kernel; null is not touched.
 *
 * @param minFreeKbytesFactor free memory that the kernel keeps, ten-thousandths of all memory
 * @param watermarkScaleFactor kernel watermark_scale_factor, 1 to 400
 * @param memcgReapBackGround 1 frees memory of dead groups in the background
 * @param schedGroupIdentityEnabled 1 switches group identity on
 * @param schedIdleSaverWmark kernel sched_idle_saver_wmark, nanoseconds
 * @param schedFeatures scheduler features of the kernel to switch on or off
 * @param pageCacheLimitEnabled 1 switches page cache limits on; Koordinator's main branch, not v1.8
 * @param totalNetworkBandwidth bandwidth of the node's network, bits per second
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SystemStrategy(
        @Nullable Long minFreeKbytesFactor,
        @Nullable Long watermarkScaleFactor,
        @Nullable Long memcgReapBackGround,
        @Nullable Long schedGroupIdentityEnabled,
        @Nullable Long schedIdleSaverWmark,
        Map<String, Boolean> schedFeatures,
        @Nullable Long pageCacheLimitEnabled,
        @Nullable Quantity totalNetworkBandwidth,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public SystemStrategy {
        schedFeatures = Frozen.map(schedFeatures);
        unknown = Frozen.map(unknown);
    }
}
