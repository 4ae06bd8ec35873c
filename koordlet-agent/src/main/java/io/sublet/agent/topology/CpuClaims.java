package io.sublet.agent.topology;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.kubelet.CpuManagerState;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.model.cpu.CpuExclusivePolicy;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.NodeCpuPolicy;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.PodCpus;
import io.sublet.model.cpu.ReservedCpus;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.PodCpuAllocs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Who has a claim on which of the node's CPUs: bound pods, the kubelet and its pods, what is reserved. */
public final class CpuClaims {
    private CpuClaims() {}

    /**
     * The claims on a node.
     *
     * @param pods those that hold resources
     */
    public static NodeCpus of(CpuTopology topology, NodeView node, List<PodView> pods, KubeletObservation kubelet) {
        ReservedCpus reserved = new ReservedCpus(
                ofKubelet(pods, kubelet).ofKubelet(),
                kubelet.assignsCpus() ? kubeletReserved(topology, node, kubelet) : CpuSet.EMPTY,
                nodeReserved(topology, node.reservation()),
                node.topology().systemQos().reserved());
        NodeCpus cpus = NodeCpus.of(topology, reserved, NodeCpuPolicy.DEFAULT, Collections.emptySortedMap());
        for (PodView pod : pods) {
            if (!pod.boundCpus().isEmpty()) {
                cpus = cpus.with(
                        new PodCpus(pod.ref().uid(), pod.boundCpus(), pod.qos(), CpuExclusivePolicy.NONE, List.of()));
            }
        }
        return cpus;
    }

    private static CpuSet nodeReserved(CpuTopology topology, NodeReservation reservation) {
        return reservation.reservedCpus().isEmpty()
                ? PackedCpus.of(topology, reservation.quantity().cpu())
                : reservation.reservedCpus();
    }

    /** CPUs that the kubelet gave to pods which nobody else places: neither bound, nor of a class without CPUs of its own. */
    static PodCpuAllocs ofKubelet(List<PodView> pods, KubeletObservation kubelet) {
        Map<String, CpuSet> byUid = kubelet.cpuManager()
                .toOptional()
                .filter(CpuManagerState::isStatic)
                .map(CpuManagerState::exclusive)
                .orElse(Map.of());
        List<PodCpuAllocs.Alloc> cpus = new ArrayList<>();
        for (PodView pod : pods) {
            CpuSet own = byUid.getOrDefault(pod.cgroupUid(), CpuSet.EMPTY);
            boolean shares = pod.qos() == QosClass.LS || pod.qos() == QosClass.BE;
            if (!own.isEmpty()
                    && !shares
                    && pod.kubeQos() == KubeQos.GUARANTEED
                    && pod.boundCpus().isEmpty()) {
                cpus.add(new PodCpuAllocs.Alloc(
                        pod.ref().namespace(), pod.ref().name(), pod.ref().uid(), own, true));
            }
        }
        cpus.sort(Comparator.comparing(PodCpuAllocs.Alloc::namespace).thenComparing(PodCpuAllocs.Alloc::name));
        return new PodCpuAllocs(cpus);
    }

    private static CpuSet kubeletReserved(CpuTopology topology, NodeView node, KubeletObservation kubelet) {
        CpuSet named = kubelet.settings().reservedCpus();
        return named.isEmpty() ? PackedCpus.of(topology, node.keptByKubelet().cpu()) : named;
    }
}
