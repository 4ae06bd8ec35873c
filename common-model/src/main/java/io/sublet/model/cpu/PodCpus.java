package io.sublet.model.cpu;

import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import java.util.Comparator;
import java.util.List;

/**
 * What a pod holds of a node's CPUs and NUMA nodes.
 *
 * @param cpus the CPUs it is bound to, as its annotation has them; empty for a pod that is not bound
 * @param qos its class; best-effort pods may run on the CPUs of every class but {@link QosClass#LSE}
 * @param shares in order of the NUMA nodes; empty for a pod that was placed regardless of them
 */
public record PodCpus(String uid, CpuSet cpus, QosClass qos, CpuExclusivePolicy exclusive, List<NumaShare> shares) {
    public PodCpus {
        shares =
                shares.stream().sorted(Comparator.comparingInt(NumaShare::node)).toList();
    }
}
