package io.sublet.agent.topology;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.kubelet.CpuManagerState;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.kubelet.KubeletSettings;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.model.cpu.CpuExclusivePolicy;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.NodeCpuPolicy;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.PodCpus;
import io.sublet.model.cpu.ReservedCpus;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.QosClass;
import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuSharePools;
import io.sublet.protocol.CpuTopologyReport;
import io.sublet.protocol.KubeletCpuManagerPolicy;
import io.sublet.protocol.Labels;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.PodCpuAllocs;
import io.sublet.protocol.SystemQosCpus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What this node's NodeResourceTopology should say. The same inputs give the same report, so that the object is written only when
 * something has changed.
 *
 * @param annotations by key; empty for one that must not be there; one that is not known now has no key and stays as it is
 * @param labels by key; empty for one that must not be there
 * @param policy the kubelet's topology manager, as {@code topologyPolicies} names it
 */
public record TopologyReport(
        Map<String, Optional<String>> annotations,
        Map<String, Optional<String>> labels,
        String policy,
        List<Zone> zones) {
    public TopologyReport {
        annotations = Collections.unmodifiableMap(new TreeMap<>(annotations));
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        zones = List.copyOf(zones);
    }

    /**
     * The report of a node.
     *
     * @param topology the machine's
     * @param pods those that hold resources
     */
    public static TopologyReport of(
            Machine machine, CpuTopology topology, NodeView node, List<PodView> pods, KubeletObservation kubelet) {
        PodCpuAllocs ofKubelet = kubeletCpus(pods, kubelet);
        CpuSet kubeletReserved = kubelet.assignsCpus() ? kubeletReserved(topology, node, kubelet) : CpuSet.EMPTY;
        ReservedCpus reserved = new ReservedCpus(
                ofKubelet.ofKubelet(),
                kubeletReserved,
                nodeReserved(topology, node.reservation()),
                node.topology().systemQos().reserved());
        NodeCpus cpus = NodeCpus.of(topology, reserved, NodeCpuPolicy.DEFAULT, Collections.emptySortedMap());
        for (PodView pod : pods) {
            if (!pod.boundCpus().isEmpty()) {
                cpus = cpus.with(
                        new PodCpus(pod.ref().uid(), pod.boundCpus(), pod.qos(), CpuExclusivePolicy.NONE, List.of()));
            }
        }
        Map<String, Optional<String>> annotations = new TreeMap<>();
        machine.model()
                .toOptional()
                .ifPresent(model -> annotations.put(Annotations.CPU_BASIC_INFO, Optional.of(model.render())));
        annotations.put(Annotations.CPU_TOPOLOGY, Optional.of(new CpuTopologyReport(topology).render()));
        annotations.put(Annotations.CPU_SHARE_POOLS, Optional.of(new CpuSharePools(cpus.sharePools()).render()));
        annotations.put(
                Annotations.BE_CPU_SHARE_POOLS, Optional.of(new CpuSharePools(cpus.bestEffortSharePools()).render()));
        annotations.put(Annotations.POD_CPU_ALLOCS, Optional.of(ofKubelet.render()));
        annotations.put(Annotations.KUBELET_CPU_MANAGER_POLICY, Optional.of(cpuManager(kubelet, kubeletReserved)));
        annotations.put(
                Annotations.NODE_RESERVATION,
                Optional.of(new NodeReservation(CpuMemory.ZERO, reserved.node()))
                        .filter(reservation -> !reservation.reservedCpus().isEmpty())
                        .map(NodeReservation::render));
        annotations.put(
                Annotations.SYSTEM_QOS_RESOURCE,
                Optional.of(node.topology().systemQos())
                        .filter(system -> !system.cpus().isEmpty())
                        .map(SystemQosCpus::render));
        return new TopologyReport(
                annotations,
                Map.of(Labels.NUMA_RESERVATION, node.topology().numaReservation()),
                policy(kubelet.settings()),
                zones(machine, topology, node));
    }

    private static CpuSet nodeReserved(CpuTopology topology, NodeReservation reservation) {
        return reservation.reservedCpus().isEmpty()
                ? PackedCpus.of(topology, reservation.quantity().cpu())
                : reservation.reservedCpus();
    }

    private static String cpuManager(KubeletObservation kubelet, CpuSet reserved) {
        String policy = kubelet.cpuManager()
                .map(CpuManagerState::policy)
                .toOptional()
                .orElseGet(() -> kubelet.settings().cpuManagerPolicy().orElse("none"));
        return new KubeletCpuManagerPolicy(policy, kubelet.settings().cpuManagerPolicyOptions(), reserved).render();
    }

    /** CPUs that the kubelet gave to pods which nobody else places: neither bound, nor of a class without CPUs of its own. */
    private static PodCpuAllocs kubeletCpus(List<PodView> pods, KubeletObservation kubelet) {
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

    /** The names of the NodeResourceTopology's definition. */
    static String policy(KubeletSettings settings) {
        String level = settings.topologyManagerScope().equals("pod") ? "PodLevel" : "ContainerLevel";
        return switch (settings.topologyManagerPolicy()) {
            case "best-effort" -> "BestEffort" + level;
            case "restricted" -> "Restricted" + level;
            case "single-numa-node" -> "SingleNUMANode" + level;
            default -> "None";
        };
    }

    private static List<Zone> zones(Machine machine, CpuTopology topology, NodeView node) {
        boolean reserves =
                node.topology().numaReservation().filter("true"::equals).isPresent();
        List<Zone> zones = new ArrayList<>();
        machine.numaNodes()
                .forEach(numa -> zones.add(ZoneAmounts.of(
                        numa,
                        topology,
                        reserves
                                ? ZoneAmounts.share(
                                        node.keptByKubelet(),
                                        machine.numaNodes().size())
                                : ZoneAmounts.NOTHING)));
        return zones;
    }
}
