package io.sublet.agent.cluster;

import java.util.Map;
import java.util.Optional;

/**
 * A container of a pod's spec.
 *
 * @param id with the runtime's prefix, such as {@code containerd://<hex>}; empty until it has been created
 * @param requests quantities by resource name
 * @param limits quantities by resource name
 */
public record ContainerView(
        String name, Optional<String> id, Map<String, String> requests, Map<String, String> limits) {
    public ContainerView {
        requests = Map.copyOf(requests);
        limits = Map.copyOf(limits);
    }
}
