package io.sublet.model.cpu;

import io.sublet.model.unit.CpuSet;

/**
 * CPUs of a node that no pod is bound to by Sublet.
 *
 * @param kubeletPods given to Guaranteed pods by a kubelet with the static CPU manager
 * @param kubelet reserved in the kubelet's configuration
 * @param node reserved by the annotation of the node
 * @param system kept for pods of QoS class SYSTEM alone
 */
public record ReservedCpus(CpuSet kubeletPods, CpuSet kubelet, CpuSet node, CpuSet system) {
    public static final ReservedCpus NONE = new ReservedCpus(CpuSet.EMPTY, CpuSet.EMPTY, CpuSet.EMPTY, CpuSet.EMPTY);

    public CpuSet all() {
        return kubeletPods.union(kubelet).union(node).union(system);
    }
}
