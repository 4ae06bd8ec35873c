package io.sublet.agent.decide.watermark;

import io.sublet.agent.cluster.ApiAmounts;
import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodRequests;
import io.sublet.agent.cluster.PodView;
import io.sublet.model.pod.PodSelector;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a pod asks for, in the words of the rules: native CPU and memory, or those of its tier. */
final class PodTerms {
    private PodTerms() {}

    static PodSelector.Subject subject(PodView pod) {
        return new PodSelector.Subject(
                pod.ref().namespace(), pod.marks().labels(), pod.marks().priority(), pod.qos());
    }

    /** The CPU that it has been promised; nothing for a pod that asks for none. */
    static MilliCpu request(PodView pod) {
        return PodRequests.of(pod).cpu().max(PodRequests.batchCpu(pod));
    }

    /** The sum of its containers' limits; empty if one of them has none. */
    static Optional<MilliCpu> cpuLimit(PodView pod) {
        return limit(pod, List.of(ResourceNames.CPU, ResourceNames.BATCH_CPU, ResourceNames.MID_CPU))
                .map(MilliCpu::new);
    }

    /** Of one container, of native CPU. */
    static Optional<MilliCpu> cpuLimit(ContainerView container) {
        OptionalLong limit = limit(container, ResourceNames.CPU);
        return limit.isPresent() && limit.getAsLong() > 0
                ? Optional.of(new MilliCpu(limit.getAsLong()))
                : Optional.empty();
    }

    static Optional<Bytes> memoryLimit(PodView pod) {
        return limit(pod, List.of(ResourceNames.MEMORY, ResourceNames.BATCH_MEMORY, ResourceNames.MID_MEMORY))
                .map(Bytes::new);
    }

    /** @param resources of which the first counts that a container has a limit of */
    private static Optional<Long> limit(PodView pod, List<String> resources) {
        long sum = 0;
        for (ContainerView container : pod.containers()) {
            if (container.kind() == ContainerView.Kind.MAIN || container.kind() == ContainerView.Kind.SIDECAR) {
                OptionalLong limit = OptionalLong.empty();
                for (String resource : resources) {
                    limit = limit.isPresent() ? limit : limit(container, resource);
                }
                if (limit.isEmpty()) {
                    return Optional.empty();
                }
                sum = ApiAmounts.plus(sum, limit.getAsLong());
            }
        }
        return sum > 0 ? Optional.of(sum) : Optional.empty();
    }

    private static OptionalLong limit(ContainerView container, String resource) {
        String text = container.limits().get(resource);
        try {
            return text == null ? OptionalLong.empty() : OptionalLong.of(ApiAmounts.of(resource, text));
        } catch (JsonException e) {
            return OptionalLong.empty();
        }
    }
}
