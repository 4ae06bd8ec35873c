package io.sublet.manager.kube;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a pod asks a node for, as the scheduler counts it: the larger of what its containers need together and what each init
 * container needs beside the sidecars started before it, or what the pod as a whole asks for, plus its overhead.
 */
final class PodRequests {
    /** More than any machine has, and sums of it over the pods of a node stay in range. */
    private static final long LARGEST = 1L << 53;

    private PodRequests() {}

    /** CPU and memory, mid resources included, since they are of the same machine and not of batch. */
    static CpuMemory of(@Nullable PodSpec spec) {
        if (spec == null) {
            return CpuMemory.ZERO;
        }
        CpuMemory running = CpuMemory.ZERO;
        for (Container container : spec.getContainers()) {
            running = running.plus(of(container.getResources()));
        }
        CpuMemory sidecars = CpuMemory.ZERO;
        CpuMemory starting = CpuMemory.ZERO;
        for (Container container : spec.getInitContainers()) {
            CpuMemory request = of(container.getResources());
            if ("Always".equals(container.getRestartPolicy())) {
                sidecars = sidecars.plus(request);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(request));
            }
        }
        CpuMemory containers = running.plus(sidecars).max(starting);
        return asWhole(spec.getResources(), containers).plus(amount(spec.getOverhead()));
    }

    private static CpuMemory asWhole(@Nullable ResourceRequirements pod, CpuMemory containers) {
        if (pod == null || pod.getRequests() == null) {
            return containers;
        }
        CpuMemory whole = amount(pod.getRequests());
        return new CpuMemory(
                pod.getRequests().containsKey(ResourceNames.CPU) ? whole.cpu() : containers.cpu(),
                pod.getRequests().containsKey(ResourceNames.MEMORY) ? whole.memory() : containers.memory());
    }

    private static CpuMemory of(@Nullable ResourceRequirements requirements) {
        return requirements == null ? CpuMemory.ZERO : amount(requirements.getRequests());
    }

    private static CpuMemory amount(@Nullable Map<String, Quantity> resources) {
        if (resources == null) {
            return CpuMemory.ZERO;
        }
        long cpu = cores(resources.get(ResourceNames.CPU)) + count(resources.get(ResourceNames.MID_CPU));
        long memory = count(resources.get(ResourceNames.MEMORY)) + count(resources.get(ResourceNames.MID_MEMORY));
        return new CpuMemory(new MilliCpu(cpu), new Bytes(memory));
    }

    private static long cores(@Nullable Quantity quantity) {
        return bounded(quantity, text -> Quantities.parseCpu(text).value());
    }

    private static long count(@Nullable Quantity quantity) {
        return bounded(quantity, Quantities::parseCount);
    }

    /** A request out of range asks for more than there is, whatever it says exactly. */
    private static long bounded(@Nullable Quantity quantity, java.util.function.ToLongFunction<String> parser) {
        Optional<String> text = Optional.ofNullable(quantity).map(Quantity::toString);
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Math.clamp(parser.applyAsLong(text.get()), 0, LARGEST);
        } catch (JsonException e) {
            return LARGEST;
        }
    }
}
