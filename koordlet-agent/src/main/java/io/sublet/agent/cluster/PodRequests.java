package io.sublet.agent.cluster;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * What a pod asks for, as the scheduler counts it: the main containers and sidecars together, or what an init container needs beside the
 * sidecars started before it, whichever is more, and the overhead. The API server has checked the quantities; one that cannot be read counts
 * as none.
 */
public final class PodRequests {
    private PodRequests() {}

    public static CpuMemory of(PodView pod) {
        return new CpuMemory(
                new MilliCpu(sum(
                        pod,
                        ResourceNames.CPU,
                        text -> Quantities.parseCpu(text).value())),
                new Bytes(sum(
                        pod,
                        ResourceNames.MEMORY,
                        text -> Quantities.parseBytes(text).value())));
    }

    /** CPU asked for as an extended resource, which is counted in thousandths. */
    public static MilliCpu batchCpu(PodView pod) {
        return new MilliCpu(sum(pod, ResourceNames.BATCH_CPU, Quantities::parseCount));
    }

    /** An extended resource, which is counted in whole units. */
    public static long count(PodView pod, String resource) {
        return sum(pod, resource, Quantities::parseCount);
    }

    private static long sum(PodView pod, String resource, ToLongFunction<String> parser) {
        long running = 0;
        long sidecars = 0;
        long starting = 0;
        for (ContainerView container : pod.containers()) {
            long amount = amount(container.requests(), resource, parser);
            switch (container.kind()) {
                case MAIN -> running += amount;
                case SIDECAR -> {
                    sidecars += amount;
                    starting = Math.max(starting, sidecars);
                }
                case INIT -> starting = Math.max(starting, sidecars + amount);
                case EPHEMERAL -> {}
            }
        }
        return Math.max(running + sidecars, starting) + amount(pod.overhead(), resource, parser);
    }

    private static long amount(Map<String, String> quantities, String resource, ToLongFunction<String> parser) {
        String text = quantities.get(resource);
        try {
            return text == null ? 0 : Math.max(0, parser.applyAsLong(text));
        } catch (JsonException e) {
            return 0;
        }
    }
}
