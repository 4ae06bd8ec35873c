package io.sublet.crds.podqos;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which pods, and how they are treated; null is what the QoS class says.
 *
 * @param selector the pods
 * @param precedence of several matching objects the highest governs a pod alone; null is 0
 * @param allowedActions {@code Throttle} and {@code Evict}; empty is none, null is those of the QoS class
 * @param evictionOrder lower is evicted first, before priority is looked at; null is 0
 * @param cpu CPU settings
 * @param memory memory settings
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodQoSSpec(
        @Nullable PodQoSSelector selector,
        @Nullable Integer precedence,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> allowedActions,
        @Nullable Integer evictionOrder,
        @Nullable CpuOverrides cpu,
        @Nullable MemoryOverrides memory,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public PodQoSSpec {
        allowedActions = allowedActions == null ? null : Frozen.list(allowedActions);
        unknown = Frozen.map(unknown);
    }

    public PodQoSSpec(
            @Nullable PodQoSSelector selector,
            @Nullable Integer precedence,
            @Nullable List<String> allowedActions,
            @Nullable Integer evictionOrder,
            @Nullable CpuOverrides cpu,
            @Nullable MemoryOverrides memory) {
        this(selector, precedence, allowedActions, evictionOrder, cpu, memory, Map.of());
    }
}
