package io.sublet.extender.rank;

import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a pod says that bears on CPUs or NUMA nodes of its own.
 *
 * @param qos by its label, empty if that says nothing
 * @param resourceSpec the annotation as it stands
 * @param numaTopologySpec the annotation as it stands
 * @param priority of the pod's spec, 0 without one
 * @param marked whether a container asks for {@link io.sublet.protocol.ResourceNames#PINNED}, by which the scheduler knows
 *     whom to ask about the pod
 */
public record PinMarks(
        Optional<QosClass> qos,
        Optional<String> resourceSpec,
        Optional<String> numaTopologySpec,
        int priority,
        boolean marked) {
    /** The annotations that are looked at. */
    public static final Set<String> ANNOTATIONS = Set.of(Annotations.RESOURCE_SPEC, Annotations.NUMA_TOPOLOGY_SPEC);

    public static final PinMarks NONE = new PinMarks(Optional.empty(), Optional.empty(), Optional.empty(), 0, false);

    /** The marks among a pod's labels and annotations. */
    public static PinMarks of(
            Map<String, String> labels, Map<String, String> annotations, OptionalInt priority, boolean marked) {
        return new PinMarks(
                Optional.ofNullable(labels.get(Labels.POD_QOS)).flatMap(QosClass::parse),
                Optional.ofNullable(annotations.get(Annotations.RESOURCE_SPEC)),
                Optional.ofNullable(annotations.get(Annotations.NUMA_TOPOLOGY_SPEC)),
                priority.orElse(0),
                marked);
    }

    /** As the webhook leaves a pod that asks. */
    public PinMarks withMark() {
        return new PinMarks(qos, resourceSpec, numaTopologySpec, priority, true);
    }
}
