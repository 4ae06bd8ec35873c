package io.sublet.extender.pin;

import io.sublet.extender.rank.PinMarks;
import io.sublet.extender.rank.PodShape;
import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.NumaTopologyPolicy;
import io.sublet.model.cpu.PinRequest;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.QosClass;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuBindSpec;
import io.sublet.protocol.NumaTopologySpec;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.ResourceNames;
import java.util.Map;

/**
 * A pod as the pin entry sees it.
 *
 * @param qos by its label, LS without one
 * @param priority of its spec, 0 without one
 * @param request what it asks of a node's CPUs and NUMA nodes
 */
public record PinPod(PodRef ref, QosClass qos, int priority, PinRequest request) {

    /**
     * Reads what a pod asks for; invalid if an annotation that bears on it cannot be read.
     *
     * @param fallback the bind policy of pods that are bound and do not say how
     */
    public static Parsed<PinPod> of(PodShape pod, CpuBindPolicy fallback) {
        PinMarks marks = pod.pinMarks();
        Parsed<CpuBindSpec> bind = CpuBindSpec.parse(marks.resourceSpec().orElse(null));
        Parsed<NumaTopologySpec> numa =
                NumaTopologySpec.parse(marks.numaTopologySpec().orElse(null));
        if (bind instanceof Parsed.Invalid<CpuBindSpec>(String why)) {
            return new Parsed.Invalid<>(unreadable(Annotations.RESOURCE_SPEC, why));
        }
        if (numa instanceof Parsed.Invalid<NumaTopologySpec>(String why)) {
            return new Parsed.Invalid<>(unreadable(Annotations.NUMA_TOPOLOGY_SPEC, why));
        }
        QosClass qos = marks.qos().orElse(QosClass.LS);
        CpuBindSpec spec = bind.valid().orElse(CpuBindSpec.NONE);
        NumaTopologySpec topology = numa.valid().orElse(NumaTopologySpec.NONE);
        PinRequest request = PinRequest.of(amounts(pod.resources().requests()))
                .exclusive(spec.exclusive())
                .numa(topology.policy(), topology.exclusive());
        boolean bound = PinRequest.bindsClass(qos, pod.priority());
        return new Parsed.Valid<>(new PinPod(
                pod.ref(),
                qos,
                marks.priority(),
                bound ? request.bound(spec.required(), spec.preferred(), fallback) : request));
    }

    private static String unreadable(String annotation, String why) {
        return "annotation " + annotation + " cannot be read: " + why;
    }

    /** Amounts of the API in the units of the model. */
    public static Amounts amounts(ResourceAmounts resources) {
        Amounts amounts = Amounts.of(resources.of(ResourceNames.CPU), resources.of(ResourceNames.MEMORY));
        for (Map.Entry<String, Long> resource : resources.values().entrySet()) {
            switch (resource.getKey()) {
                case ResourceNames.CPU, ResourceNames.MEMORY, ResourceNames.PINNED -> {
                    // counted above, or no resource at all
                }
                default -> amounts = amounts.with(resource.getKey(), resource.getValue());
            }
        }
        return amounts;
    }

    /** Whether it asks, by itself, for CPUs of its own or for a choice of NUMA nodes. */
    public boolean asks() {
        return asksForCpus() || request.numaPolicy() != NumaTopologyPolicy.NONE;
    }

    /** Whether it asks, by itself, for CPUs of its own. */
    public boolean asksForCpus() {
        return request.policy().binds() && request.requests().cpu().value() > 0;
    }
}
