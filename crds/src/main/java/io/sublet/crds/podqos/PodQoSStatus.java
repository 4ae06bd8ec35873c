package io.sublet.crds.podqos;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Condition;
import io.sublet.crds.json.Frozen;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of the rules.
 *
 * @param observedGeneration generation of the spec that this is about
 * @param matchedPods pods that the selector names
 * @param governedPods matched pods for which no other object has precedence
 * @param conditions {@code Ready}: the nodes of all governed pods have been given the rules
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodQoSStatus(
        @Nullable Long observedGeneration,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer matchedPods,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer governedPods,
        List<Condition> conditions,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public PodQoSStatus {
        conditions = Frozen.list(conditions);
        unknown = Frozen.map(unknown);
    }

    public PodQoSStatus(
            @Nullable Long observedGeneration,
            @Nullable Integer matchedPods,
            @Nullable Integer governedPods,
            List<Condition> conditions) {
        this(observedGeneration, matchedPods, governedPods, conditions, Map.of());
    }
}
