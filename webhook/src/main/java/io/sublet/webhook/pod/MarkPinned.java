package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.NumaTopologyPolicy;
import io.sublet.model.cpu.PinRequest;
import io.sublet.model.pod.QosClass;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuBindSpec;
import io.sublet.protocol.Labels;
import io.sublet.protocol.NumaTopologySpec;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.json.JsonException;
import io.sublet.webhook.pod.rule.CpuRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Lets the first container of a pod that asks for CPUs or NUMA nodes of its own ask for 0 of {@link ResourceNames#PINNED}:
 * a stock scheduler calls an extender by the resources that pods ask for, not by their labels. A pod of which it is not clear
 * what it asks for is marked too, so that the extender says so.
 */
final class MarkPinned implements PodMutator {
    private static final String NONE_OF_IT = "0";

    @Override
    public MutationResult mutate(PodDraft pod, MutationContext context) {
        JsonNode spec = pod.tree().path("spec");
        PinMarking marking = context.marking();
        boolean concerned =
                marking.schedulers().contains(spec.path("schedulerName").asText()) && !isMarked(spec);
        if (!concerned || !(asks(pod) || (marking.everyPod() && asksForNative(spec)))) {
            return new MutationResult.Unchanged(pod, List.of());
        }
        PodEdit edit = new PodEdit(pod);
        List<ObjectNode> containers = edit.containers("containers");
        if (containers.isEmpty()) {
            return new MutationResult.Unchanged(pod, List.of());
        }
        ObjectNode resources = edit.member(containers.getFirst(), "resources");
        for (String part : List.of("requests", "limits")) {
            edit.member(resources, part).put(ResourceNames.PINNED, NONE_OF_IT);
        }
        return MutationResult.of(pod, edit.done(), List.of(Reason.of(PodReason.MarkedForPinning)));
    }

    private static boolean isMarked(JsonNode spec) {
        return quantities(spec).anyMatch(quantities -> quantities.has(ResourceNames.PINNED));
    }

    /** In its containers, or as a whole. */
    private static boolean asksForNative(JsonNode spec) {
        return Stream.concat(quantities(spec), quantitiesOf(spec))
                .anyMatch(quantities -> quantities.has(ResourceNames.CPU) || quantities.has(ResourceNames.MEMORY));
    }

    /** The requests and limits of all containers. */
    private static Stream<JsonNode> quantities(JsonNode spec) {
        return Stream.of("initContainers", "containers")
                .flatMap(list -> StreamSupport.stream(spec.path(list).spliterator(), false))
                .flatMap(MarkPinned::quantitiesOf);
    }

    /** The requests and limits of a container, or of the pod as a whole. */
    private static Stream<JsonNode> quantitiesOf(JsonNode holder) {
        return Stream.of("requests", "limits").map(holder.path("resources")::path);
    }

    private static boolean asks(PodDraft pod) {
        return asksForNumaNodes(pod) || asksForCpus(pod);
    }

    private static boolean asksForNumaNodes(PodDraft pod) {
        return switch (NumaTopologySpec.parse(
                pod.annotation(Annotations.NUMA_TOPOLOGY_SPEC).orElse(null))) {
            case Parsed.Valid<NumaTopologySpec>(NumaTopologySpec spec) -> spec.policy() != NumaTopologyPolicy.NONE;
            case Parsed.Absent<NumaTopologySpec>() -> false;
            case Parsed.Invalid<NumaTopologySpec>(String why) -> true;
        };
    }

    private static boolean asksForCpus(PodDraft pod) {
        Optional<QosClass> qos = pod.label(Labels.POD_QOS).flatMap(QosClass::parse);
        return qos.isPresent()
                && PinRequest.bindsClass(qos.get(), pod.priorityClass())
                && requestsCpu(pod)
                && isBound(pod);
    }

    private static boolean isBound(PodDraft pod) {
        return switch (CpuBindSpec.parse(
                pod.annotation(Annotations.RESOURCE_SPEC).orElse(null))) {
            case Parsed.Valid<CpuBindSpec>(CpuBindSpec spec) ->
                PinRequest.of(Amounts.NONE)
                        .bound(spec.required(), spec.preferred(), CpuBindPolicy.FULL_PCPUS)
                        .policy()
                        .binds();
            case Parsed.Absent<CpuBindSpec>() -> true;
            case Parsed.Invalid<CpuBindSpec>(String why) -> true;
        };
    }

    private static boolean requestsCpu(PodDraft pod) {
        try {
            return CpuRequest.of(pod.tree().path("spec")).signum() > 0;
        } catch (JsonException e) {
            return true;
        }
    }
}
