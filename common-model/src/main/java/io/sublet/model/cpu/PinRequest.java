package io.sublet.model.cpu;

import io.sublet.model.pod.PriorityClass;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;

/**
 * What a pod asks of a node's CPUs and NUMA nodes.
 *
 * @param requests of the whole pod, not amplified
 * @param required a node that cannot bind so is refused; {@link CpuBindPolicy#NONE} without a requirement
 * @param preferred done as far as can be; {@link CpuBindPolicy#NONE} for a pod that does not ask to be bound
 * @param numaPolicy {@link NumaTopologyPolicy#NONE} leaves it to the node
 * @param keep CPUs to take before others where they are free, such as those it had before it was resized
 */
public record PinRequest(
        Amounts requests,
        CpuBindPolicy required,
        CpuBindPolicy preferred,
        CpuExclusivePolicy exclusive,
        NumaTopologyPolicy numaPolicy,
        NumaExclusive numaExclusive,
        CpuSet keep) {

    public PinRequest {
        if (required == CpuBindPolicy.DEFAULT || preferred == CpuBindPolicy.DEFAULT) {
            throw new IllegalArgumentException("the default bind policy must be resolved first");
        }
    }

    /** A pod without wishes. */
    public static PinRequest of(Amounts requests) {
        return new PinRequest(
                requests,
                CpuBindPolicy.NONE,
                CpuBindPolicy.NONE,
                CpuExclusivePolicy.NONE,
                NumaTopologyPolicy.NONE,
                NumaExclusive.NONE,
                CpuSet.EMPTY);
    }

    /** Whether pods of these classes are bound to CPUs of their own. */
    public static boolean bindsClass(QosClass declared, PriorityClass priority) {
        return (declared == QosClass.LSE || declared == QosClass.LSR) && priority == PriorityClass.PROD;
    }

    /**
     * With a bind policy as the annotation has it.
     *
     * @param fallback what {@link CpuBindPolicy#DEFAULT}, and no wish at all, stand for
     */
    public PinRequest bound(CpuBindPolicy requiredPolicy, CpuBindPolicy preferredPolicy, CpuBindPolicy fallback) {
        CpuBindPolicy wish = preferredPolicy == CpuBindPolicy.NONE ? CpuBindPolicy.DEFAULT : preferredPolicy;
        return new PinRequest(
                requests,
                requiredPolicy == CpuBindPolicy.DEFAULT ? fallback : requiredPolicy,
                wish == CpuBindPolicy.DEFAULT ? fallback : wish,
                exclusive,
                numaPolicy,
                numaExclusive,
                keep);
    }

    public PinRequest exclusive(CpuExclusivePolicy policy) {
        return new PinRequest(requests, required, preferred, policy, numaPolicy, numaExclusive, keep);
    }

    public PinRequest numa(NumaTopologyPolicy policy, NumaExclusive apart) {
        return new PinRequest(requests, required, preferred, exclusive, policy, apart, keep);
    }

    public PinRequest keeping(CpuSet cpus) {
        return new PinRequest(requests, required, preferred, exclusive, numaPolicy, numaExclusive, cpus);
    }

    /** The pod's own bind policy; {@link CpuBindPolicy#NONE} for a pod that is bound only where the node says so. */
    public CpuBindPolicy policy() {
        CpuBindPolicy stronger = required == CpuBindPolicy.NONE ? preferred : required;
        return stronger.binds() ? stronger : CpuBindPolicy.NONE;
    }
}
