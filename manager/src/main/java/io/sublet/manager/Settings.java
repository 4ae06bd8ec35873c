package io.sublet.manager;

import io.sublet.manager.kube.Leadership;
import java.util.Optional;
import java.util.Set;

/**
 * What the operator of the manager decides.
 *
 * @param identity of this process, unique
 * @param workers threads that reconcile, 1..64
 * @param nodeMetrics whether each node's offer is a metric of its own
 * @param lease empty where there is one manager only
 * @param superseded field managers of programs that the manager stands in for
 */
public record Settings(
        String identity,
        String configNamespace,
        String configName,
        int workers,
        boolean nodeMetrics,
        Optional<Leadership.Lease> lease,
        Set<String> superseded) {
    public Settings {
        if (workers < 1 || workers > 64) {
            throw new IllegalArgumentException("sublet.manager.workers must be in 1..64, was " + workers);
        }
        superseded = Set.copyOf(superseded);
    }
}
