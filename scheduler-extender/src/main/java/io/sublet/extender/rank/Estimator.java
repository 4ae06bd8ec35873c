package io.sublet.extender.rank;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.LoadEstimation;
import io.sublet.protocol.ResourceNames;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a pod will use of its node's resources before any report says so. Read from the resources of its priority class: a
 * batch pod asks for batch-cpu and still burns the CPU of the node.
 *
 * @param resources that are estimated
 * @param factors percent of the larger of request and limit that is used, by resource; one that is not there is not estimated
 * @param customizable whether a pod's annotation has a say
 */
public record Estimator(LoadResources resources, Map<String, Percent> factors, boolean customizable) {
    public static final Estimator DEFAULT = new Estimator(
            LoadResources.CPU_MEMORY,
            Map.of(ResourceNames.CPU, new Percent(85), ResourceNames.MEMORY, new Percent(70)),
            false);

    /** A pod that asks for nothing uses something. */
    static final MilliCpu CPU_WITHOUT_REQUEST = new MilliCpu(250);

    static final Bytes MEMORY_WITHOUT_REQUEST = Bytes.ofMebibytes(200);

    /** Mid is not among them: its resources are promised, so a pod that asks for none gets none. */
    private static final Set<String> WITH_DEFAULT =
            Set.of(ResourceNames.CPU, ResourceNames.MEMORY, ResourceNames.BATCH_CPU, ResourceNames.BATCH_MEMORY);

    public Estimator {
        factors = Map.copyOf(factors);
    }

    public LoadVector estimate(PodShape pod) {
        return estimate(pod.priority(), pod.resources(), pod.estimation());
    }

    LoadVector estimate(PriorityClass priority, PodResources pod, LoadEstimation said) {
        long[] amounts = new long[resources.size()];
        for (int place = 0; place < amounts.length; place++) {
            String name = resources.name(place);
            Optional<Percent> factor = factor(name, said);
            if (factor.isPresent()) {
                long withoutRequest =
                        place == LoadResources.CPU ? CPU_WITHOUT_REQUEST.value() : MEMORY_WITHOUT_REQUEST.value();
                amounts[place] = amount(pod, resourceOf(priority, name), factor.get(), withoutRequest);
            }
        }
        return LoadVector.of(amounts);
    }

    private Optional<Percent> factor(String name, LoadEstimation said) {
        Optional<Percent> own =
                customizable ? Optional.ofNullable(said.factors().get(name)) : Optional.empty();
        return own.or(() -> Optional.ofNullable(factors.get(name)));
    }

    /** The resource by which pods of the class ask for another; empty where they cannot, as free, which is promised nothing. */
    private static Optional<String> resourceOf(PriorityClass priority, String name) {
        return switch (name) {
            case ResourceNames.CPU -> ResourceNames.cpuOf(priority);
            case ResourceNames.MEMORY -> ResourceNames.memoryOf(priority);
            default ->
                switch (priority) {
                    case PROD, NONE -> Optional.of(name);
                    case MID, BATCH, FREE -> Optional.empty();
                };
        };
    }

    private static long amount(PodResources pod, Optional<String> resource, Percent factor, long withoutRequest) {
        if (resource.isEmpty()) {
            return 0;
        }
        long request = pod.requests().of(resource.get());
        long limit = pod.limits().of(resource.get());
        long asked = Math.max(request, limit);
        if (asked == 0) {
            return WITH_DEFAULT.contains(resource.get()) ? withoutRequest : 0;
        }
        long estimate = Math.round((double) asked * factor.value() / 100);
        return limit > 0 ? Math.min(estimate, limit) : estimate;
    }
}
