package io.sublet.manager.kube;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a pod asks a node for, as the scheduler counts it: the larger of what its containers need together and what each init
 * container needs beside the sidecars started before it, or what the pod as a whole asks for, plus its overhead.
 */
final class PodRequests {
    /** What is read of a Pod's spec. */
    static final FieldSelection FIELDS = FieldSelection.none()
            .plus("containers", "resources")
            .plus("initContainers", "resources")
            .plus("initContainers", "restartPolicy")
            .plus("resources")
            .plus("overhead");

    /** More than any machine has, and sums of it over the pods of a node stay in range. */
    private static final long LARGEST = 1L << 53;

    private PodRequests() {}

    /**
     * CPU and memory, mid resources included, since they are of the same machine and not of batch.
     *
     * @param spec of {@link #FIELDS}
     */
    static CpuMemory of(JsonObject spec) {
        CpuMemory running = CpuMemory.ZERO;
        for (JsonObject container : spec.objects("containers")) {
            running = running.plus(requests(container));
        }
        CpuMemory sidecars = CpuMemory.ZERO;
        CpuMemory starting = CpuMemory.ZERO;
        for (JsonObject container : spec.objects("initContainers")) {
            CpuMemory request = requests(container);
            if (container.string("restartPolicy").filter("Always"::equals).isPresent()) {
                sidecars = sidecars.plus(request);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sidecars.plus(request));
            }
        }
        CpuMemory containers = running.plus(sidecars).max(starting);
        return asWhole(spec, containers).plus(amount(spec.objectOrEmpty("overhead")));
    }

    private static CpuMemory asWhole(JsonObject spec, CpuMemory containers) {
        JsonObject requests = spec.objectOrEmpty("resources").objectOrEmpty("requests");
        CpuMemory whole = amount(requests);
        return new CpuMemory(
                requests.text(ResourceNames.CPU).isPresent() ? whole.cpu() : containers.cpu(),
                requests.text(ResourceNames.MEMORY).isPresent() ? whole.memory() : containers.memory());
    }

    private static CpuMemory requests(JsonObject container) {
        return amount(container.objectOrEmpty("resources").objectOrEmpty("requests"));
    }

    private static CpuMemory amount(JsonObject resources) {
        long cpu = bounded(
                        resources.text(ResourceNames.CPU),
                        text -> Quantities.parseCpu(text).value())
                + bounded(resources.text(ResourceNames.MID_CPU), Quantities::parseCount);
        long memory = bounded(resources.text(ResourceNames.MEMORY), Quantities::parseCount)
                + bounded(resources.text(ResourceNames.MID_MEMORY), Quantities::parseCount);
        return new CpuMemory(new MilliCpu(cpu), new Bytes(memory));
    }

    /** A request out of range asks for more than there is, whatever it says exactly. */
    private static long bounded(Optional<String> quantity, ToLongFunction<String> parser) {
        if (quantity.isEmpty()) {
            return 0;
        }
        try {
            return Math.clamp(parser.applyAsLong(quantity.get()), 0, LARGEST);
        } catch (JsonException e) {
            return LARGEST;
        }
    }
}
