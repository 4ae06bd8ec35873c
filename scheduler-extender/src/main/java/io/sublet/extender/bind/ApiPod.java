package io.sublet.extender.bind;

import io.sublet.extender.rank.PodShape;
import java.util.Map;
import java.util.Optional;

/**
 * A pod as the API server has it.
 *
 * @param version the object's resource version
 * @param node where it is bound
 * @param leaving whether it is being deleted, or finished
 */
public record ApiPod(
        PodShape shape, String version, Optional<String> node, boolean leaving, Map<String, String> annotations) {
    public ApiPod {
        annotations = Map.copyOf(annotations);
    }
}
