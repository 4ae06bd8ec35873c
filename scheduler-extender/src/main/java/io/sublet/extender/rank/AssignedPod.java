package io.sublet.extender.rank;

import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.PriorityClass;
import io.sublet.protocol.LoadEstimation;
import java.time.Instant;
import java.util.Optional;

/**
 * A pod that has a node and is not finished. Facts only: what they come to depends on the rules.
 *
 * @param priority by its own labels, with the default of its QoS class applied
 * @param resources what it asks for in all
 * @param estimation what it says of its load
 * @param since when it was scheduled, by the API server's clock
 * @param initialized when its init containers were done
 * @param boundCpus CPUs that it is bound to; 0 for a pod that shares them
 */
public record AssignedPod(
        PodRef ref,
        PriorityClass priority,
        PodResources resources,
        LoadEstimation estimation,
        Instant since,
        Optional<Instant> initialized,
        int boundCpus) {
    boolean isProd() {
        return priority == PriorityClass.PROD;
    }
}
