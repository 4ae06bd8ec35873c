package io.sublet.crds.nodemetric;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.sublet.crds.json.Frozen;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A prediction from the history of the prod pods.
 *
 * @param resource predicted amount; null or empty where the prediction failed
 * @param unknown fields of other versions, kept as they are
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PredictedUsage(
        @Nullable ResourceMap resource,
        @JsonAnyGetter @JsonAnySetter Map<String, @Nullable Object> unknown) {

    public PredictedUsage {
        unknown = Frozen.map(unknown);
    }
}
