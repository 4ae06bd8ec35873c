package io.sublet.manager.kube;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * What a pod asks a node for, as the scheduler counts it: the larger of what its containers need together and what each init
 * container needs beside the sidecars started before it, or what the pod as a whole asks for, plus its overhead.
 *
 * <p>A container that is being resized (KEP-1287) counts with the largest of what it asks for, what the kubelet has set aside
 * and what it runs with, so that CPU that it still has is not offered; one whose resize the node can never do with the latter two.
 */
final class PodRequests {
    private static final FieldSelection RUNNING =
            FieldSelection.none().plus("name").plus("allocatedResources").plus("resources", "requests");

    /** What is read of a Pod's spec. */
    static final FieldSelection FIELDS = FieldSelection.none()
            .plus("containers", "name")
            .plus("containers", "resources")
            .plus("initContainers", "name")
            .plus("initContainers", "resources")
            .plus("initContainers", "restartPolicy")
            .plus("resources")
            .plus("overhead");

    /** What is read of a Pod's status. */
    static final FieldSelection STATUS_FIELDS = FieldSelection.none()
            .plus("conditions", "type")
            .plus("conditions", "reason")
            .plus("containerStatuses", RUNNING)
            .plus("initContainerStatuses", RUNNING);

    /** More than any machine has. */
    private static final long LARGEST = 1L << 53;

    /** Sums end here: however many containers ask for too much, the pod counts, and adding one more stays in range. */
    private static final CpuMemory MOST = CpuMemory.of(1L << 60, 1L << 60);

    private PodRequests() {}

    /**
     * CPU and memory, mid resources included, since they are of the same machine and not of batch.
     *
     * @param spec of {@link #FIELDS}
     * @param status of {@link #STATUS_FIELDS}
     */
    static CpuMemory of(JsonObject spec, JsonObject status) {
        boolean isAskedInVain = isResizeInfeasible(status);
        Map<String, CpuMemory> held = held(status.objects("containerStatuses"));
        CpuMemory running = CpuMemory.ZERO;
        for (JsonObject container : spec.objects("containers")) {
            running = sum(running, requests(container, held, isAskedInVain));
        }
        Map<String, CpuMemory> heldBySidecars = held(status.objects("initContainerStatuses"));
        CpuMemory sidecars = CpuMemory.ZERO;
        CpuMemory starting = CpuMemory.ZERO;
        for (JsonObject container : spec.objects("initContainers")) {
            CpuMemory request = requests(container);
            if (container.string("restartPolicy").filter("Always"::equals).isPresent()) {
                request = requests(container, heldBySidecars, isAskedInVain);
                sidecars = sum(sidecars, request);
                starting = starting.max(sidecars);
            } else {
                starting = starting.max(sum(sidecars, request));
            }
        }
        CpuMemory containers = sum(running, sidecars).max(starting);
        return sum(asWhole(spec, containers), amount(spec.objectOrEmpty("overhead")));
    }

    private static CpuMemory asWhole(JsonObject spec, CpuMemory containers) {
        JsonObject requests = spec.objectOrEmpty("resources").objectOrEmpty("requests");
        CpuMemory whole = amount(requests);
        return new CpuMemory(
                requests.text(ResourceNames.CPU).isPresent() ? whole.cpu() : containers.cpu(),
                requests.text(ResourceNames.MEMORY).isPresent() ? whole.memory() : containers.memory());
    }

    private static CpuMemory sum(CpuMemory one, CpuMemory other) {
        return one.plus(other).min(MOST);
    }

    private static boolean isResizeInfeasible(JsonObject status) {
        return status.objects("conditions").stream()
                .anyMatch(condition -> condition.string("type").equals(Optional.of("PodResizePending"))
                        && condition.string("reason").equals(Optional.of("Infeasible")));
    }

    /** What containers have, by name; of those only whose kubelet says it. */
    private static Map<String, CpuMemory> held(List<JsonObject> statuses) {
        Map<String, CpuMemory> held = new HashMap<>();
        for (JsonObject container : statuses) {
            container
                    .object("resources")
                    .ifPresent(resources -> held.put(
                            container.string("name").orElse(""),
                            requests(container).max(amount(container.objectOrEmpty("allocatedResources")))));
        }
        return held;
    }

    private static CpuMemory requests(JsonObject container, Map<String, CpuMemory> held, boolean isAskedInVain) {
        CpuMemory asked = requests(container);
        CpuMemory has = held.get(container.string("name").orElse(""));
        if (has == null) {
            return asked;
        }
        return isAskedInVain ? has : asked.max(has);
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
