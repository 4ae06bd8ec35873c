package io.sublet.agent.cluster;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.Map;

/**
 * What a pod asks for, as the scheduler counts it: the main containers and sidecars together, or what an init container needs beside the
 * sidecars started before it, whichever is more, and the overhead. The API server has checked the quantities; one that cannot be read counts
 * as none, one of more than any machine has as so much ({@link ApiAmounts}).
 */
public final class PodRequests {
    private PodRequests() {}

    public static CpuMemory of(PodView pod) {
        return CpuMemory.of(count(pod, ResourceNames.CPU), count(pod, ResourceNames.MEMORY));
    }

    /** CPU asked for as an extended resource, which is counted in thousandths. */
    public static MilliCpu batchCpu(PodView pod) {
        return new MilliCpu(count(pod, ResourceNames.BATCH_CPU));
    }

    /** An amount of any resource; of CPU in thousandths, of others in whole units. */
    public static long count(PodView pod, String resource) {
        long running = 0;
        long sidecars = 0;
        long starting = 0;
        for (ContainerView container : pod.containers()) {
            long amount = amount(container.requests(), resource);
            switch (container.kind()) {
                case MAIN -> running = ApiAmounts.plus(running, amount);
                case SIDECAR -> {
                    sidecars = ApiAmounts.plus(sidecars, amount);
                    starting = Math.max(starting, sidecars);
                }
                case INIT -> starting = Math.max(starting, ApiAmounts.plus(sidecars, amount));
                case EPHEMERAL -> {}
            }
        }
        return ApiAmounts.plus(
                Math.max(ApiAmounts.plus(running, sidecars), starting), amount(pod.overhead(), resource));
    }

    private static long amount(Map<String, String> quantities, String resource) {
        String text = quantities.get(resource);
        try {
            return text == null ? 0 : ApiAmounts.of(resource, text);
        } catch (JsonException e) {
            return 0;
        }
    }
}
