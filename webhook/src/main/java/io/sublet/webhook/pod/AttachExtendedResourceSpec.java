package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.ExtendedResourceSpec;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.Quantities;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Writes what the containers ask for in batch and mid resources to the annotation
 * {@value Annotations#EXTENDED_RESOURCE_SPEC}, also for pods that ask for it by themselves. A program between kubelet and
 * runtime sees annotations but no extended resources, of either class.
 *
 * <p>Listed are the containers that run for the life of the pod: regular ones and sidecars (init containers that restart
 * always). Other init containers are not: readers add the containers up to the pod's limit, and these never run beside the
 * others.
 */
final class AttachExtendedResourceSpec implements PodMutator {

    private static final List<String> LISTED = List.of(
            ResourceNames.BATCH_CPU, ResourceNames.BATCH_MEMORY, ResourceNames.MID_CPU, ResourceNames.MID_MEMORY);

    @Override
    public MutationResult mutate(PodDraft pod, MutationContext context) {
        ExtendedResourceSpec wanted = wanted(pod.tree().path("spec"));
        Optional<String> text = pod.annotation(Annotations.EXTENDED_RESOURCE_SPEC);
        Parsed<ExtendedResourceSpec> present = ExtendedResourceSpec.parse(text.orElse(null));
        boolean current = switch (present) {
            case Parsed.Absent<ExtendedResourceSpec>() -> wanted.containers().isEmpty();
            case Parsed.Valid<ExtendedResourceSpec>(ExtendedResourceSpec spec) -> sameAmounts(spec, wanted);
            case Parsed.Invalid<ExtendedResourceSpec>(String why) -> false;
        };
        if (current) {
            return MutationResult.unchanged(pod, Reason.of(PodReason.SpecCurrent));
        }
        PodEdit edit = new PodEdit(pod);
        edit.put("annotations", Annotations.EXTENDED_RESOURCE_SPEC, wanted.render());
        Reason reason = present instanceof Parsed.Invalid<ExtendedResourceSpec>(String why)
                ? Reason.of(PodReason.SpecReplaced).with("flaw", why)
                : Reason.of(PodReason.SpecAttached)
                        .with("containers", wanted.containers().size());
        return MutationResult.of(pod, edit.done(), List.of(reason));
    }

    private static ExtendedResourceSpec wanted(JsonNode spec) {
        Map<String, ExtendedResourceSpec.Container> containers = new TreeMap<>();
        for (JsonNode container : spec.path("initContainers")) {
            if (container.path("restartPolicy").asText().equals("Always")) {
                list(container, containers);
            }
        }
        spec.path("containers").forEach(container -> list(container, containers));
        return new ExtendedResourceSpec(containers);
    }

    private static void list(JsonNode container, Map<String, ExtendedResourceSpec.Container> containers) {
        Map<String, String> requests = listed(container.path("resources").path("requests"));
        Map<String, String> limits = listed(container.path("resources").path("limits"));
        if (!requests.isEmpty() || !limits.isEmpty()) {
            containers.put(container.path("name").asText(), new ExtendedResourceSpec.Container(requests, limits));
        }
    }

    private static Map<String, String> listed(JsonNode quantities) {
        Map<String, String> listed = new TreeMap<>();
        for (String name : LISTED) {
            if (quantities.has(name)) {
                listed.put(name, quantities.path(name).asText());
            }
        }
        return listed;
    }

    /** Equal by value: {@code 1000} says the same as {@code 1k}. */
    private static boolean sameAmounts(ExtendedResourceSpec left, ExtendedResourceSpec right) {
        return canonical(left).equals(canonical(right));
    }

    private static Map<String, Object> canonical(ExtendedResourceSpec spec) {
        Map<String, Object> amounts = new TreeMap<>();
        spec.containers()
                .forEach((name, container) ->
                        amounts.put(name, List.of(amounts(container.requests()), amounts(container.limits()))));
        return amounts;
    }

    private static Map<String, Object> amounts(Map<String, String> quantities) {
        Map<String, Object> amounts = new TreeMap<>();
        quantities.forEach((name, text) -> {
            try {
                amounts.put(name, Quantities.parse(text).stripTrailingZeros());
            } catch (JsonException e) {
                amounts.put(name, text);
            }
        });
        return amounts;
    }
}
