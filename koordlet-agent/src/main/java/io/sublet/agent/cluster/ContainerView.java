package io.sublet.agent.cluster;

import java.util.Map;
import java.util.Optional;

/**
 * A container of a pod.
 *
 * @param id with the runtime's prefix, such as {@code containerd://<hex>}; empty until it has been created
 * @param requests quantities by resource name
 * @param limits quantities by resource name
 */
public record ContainerView(
        String name, Kind kind, Optional<String> id, Map<String, String> requests, Map<String, String> limits) {
    /** When a container runs. */
    public enum Kind {
        MAIN,
        /** An init container that is kept running beside the main ones. */
        SIDECAR,
        /** Before the main ones, and ends. */
        INIT,
        /** Added to a running pod by a person. */
        EPHEMERAL
    }

    public ContainerView {
        requests = Map.copyOf(requests);
        limits = Map.copyOf(limits);
    }
}
