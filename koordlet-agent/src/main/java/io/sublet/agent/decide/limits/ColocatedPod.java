package io.sublet.agent.decide.limits;

import io.sublet.agent.cluster.ApiAmounts;
import io.sublet.agent.cluster.ContainerView;
import io.sublet.agent.cluster.PodView;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.ExtendedResourceSpec;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What a pod asks for in batch or mid resources. */
sealed interface ColocatedPod {
    /** It asks for none. */
    record No() implements ColocatedPod {}

    /**
     * It cannot be read.
     *
     * @param cause one clause that names the field
     */
    record Invalid(String cause) implements ColocatedPod {}

    /**
     * It does.
     *
     * @param containers by name
     * @param pod what the pod's own group is to hold; see {@link Sum}
     */
    record Yes(Map<String, Asked> containers, Asked pod) implements ColocatedPod {}

    /** Batch before mid, if a container asks for both. */
    List<String> CPU = List.of(ResourceNames.BATCH_CPU, ResourceNames.MID_CPU);

    List<String> MEMORY = List.of(ResourceNames.BATCH_MEMORY, ResourceNames.MID_MEMORY);

    /** Reads a pod: its annotation, and for containers that the annotation does not name their own resources. */
    static ColocatedPod of(PodView pod) {
        String annotation = pod.marks().annotations().get(Annotations.EXTENDED_RESOURCE_SPEC);
        return switch (ExtendedResourceSpec.parse(annotation)) {
            case Parsed.Invalid<ExtendedResourceSpec>(String why) ->
                new Invalid(Annotations.EXTENDED_RESOURCE_SPEC + ": " + why);
            case Parsed.Absent<ExtendedResourceSpec>() -> of(pod, Map.of());
            case Parsed.Valid<ExtendedResourceSpec>(ExtendedResourceSpec spec) -> of(pod, spec.containers());
        };
    }

    private static ColocatedPod of(PodView pod, Map<String, ExtendedResourceSpec.Container> spec) {
        Map<String, Asked> byName = new HashMap<>();
        try {
            for (ContainerView container : pod.containers()) {
                ExtendedResourceSpec.Container own = spec.get(container.name());
                byName.put(
                        container.name(),
                        own == null
                                ? asked(container.requests(), container.limits())
                                : asked(own.requests(), own.limits()));
            }
        } catch (JsonException e) {
            return new Invalid(String.valueOf(e.getMessage()));
        }
        if (byName.values().stream().allMatch(Asked.NOTHING::equals)) {
            return new No();
        }
        return new Yes(byName, pod(pod.containers(), byName));
    }

    private static Asked pod(List<ContainerView> containers, Map<String, Asked> byName) {
        Function<String, Asked> asked = name -> byName.getOrDefault(name, Asked.NOTHING);
        return new Asked(
                new Sum<>(containers, asked.andThen(Asked::cpu), MilliCpu::plus, MilliCpu::max).ofAny(),
                new Sum<>(containers, asked.andThen(Asked::cpuLimit), MilliCpu::plus, MilliCpu::max).ofEach(),
                new Sum<>(containers, asked.andThen(Asked::memoryLimit), Bytes::plus, Bytes::max).ofEach());
    }

    private static Asked asked(Map<String, String> requests, Map<String, String> limits) {
        Optional<MilliCpu> limit = first(CPU, limits).map(MilliCpu::new);
        Optional<MilliCpu> request = first(CPU, requests).map(MilliCpu::new).or(() -> limit);
        return new Asked(request, limit, first(MEMORY, limits).map(Bytes::new));
    }

    private static Optional<Long> first(List<String> names, Map<String, String> quantities) {
        return names.stream()
                .filter(quantities::containsKey)
                .findFirst()
                .map(name -> amount(name, quantities.getOrDefault(name, "")));
    }

    private static long amount(String name, String text) {
        long amount = ApiAmounts.of(name, text);
        if (amount == ApiAmounts.MOST) {
            // As a limit it would lift the one that there is.
            throw new JsonException(name + " is more than any machine has: " + text);
        }
        return amount;
    }
}
