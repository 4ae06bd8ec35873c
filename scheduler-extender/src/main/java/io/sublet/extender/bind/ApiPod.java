package io.sublet.extender.bind;

import io.sublet.extender.rank.PodShape;
import java.util.Map;
import java.util.Optional;

/**
 * A pod as the API server has it.
 *
 * @param version the object's resource version
 * @param node where it is bound
 * @param finished whether its containers have ended for good, so that it holds nothing any more
 * @param deleting whether it is being deleted; it holds what it has until it is gone
 */
public record ApiPod(
        PodShape shape,
        String version,
        Optional<String> node,
        boolean finished,
        boolean deleting,
        Map<String, String> annotations) {
    public ApiPod {
        annotations = Map.copyOf(annotations);
    }
}
