package io.sublet.agent.topology;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.kubelet.CpuManagerState;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.kubelet.KubeletSettings;
import io.sublet.agent.observe.machine.CpuTopology;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.model.pod.KubeQos;
import io.sublet.model.pod.PodRef;
import io.sublet.model.pod.QosClass;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Labels;
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
    /** CPUs that the kubelet's CPU manager gave to a pod. */
    record Allocation(PodRef pod, CpuSet cpus) {}

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
        List<Allocation> ofKubelet = kubeletCpus(pods, kubelet);
        CpuSet exclusive = ofKubelet.stream().map(Allocation::cpus).reduce(CpuSet.EMPTY, CpuSet::union);
        CpuSet nodeReserved = node.reservation().reservedCpus().isEmpty()
                ? SharePools.packed(topology, node.reservation().quantity().cpu())
                : node.reservation().reservedCpus();
        CpuSet system = node.topology().systemQos().exclusive()
                ? node.topology().systemQos().cpus()
                : CpuSet.EMPTY;
        SharePools pools =
                SharePools.of(topology, pods, exclusive.union(nodeReserved).union(system));
        CpuSet kubeletReserved = kubelet.assignsCpus() ? kubeletReserved(topology, node, kubelet) : CpuSet.EMPTY;
        Map<String, Optional<String>> annotations = new TreeMap<>();
        machine.model()
                .toOptional()
                .ifPresent(model -> annotations.put(
                        TopologyAnnotations.CPU_BASIC_INFO, Optional.of(TopologyAnnotations.basicInfo(model))));
        annotations.put(TopologyAnnotations.CPU_TOPOLOGY, Optional.of(TopologyAnnotations.topology(topology)));
        annotations.put(TopologyAnnotations.CPU_SHARED_POOLS, Optional.of(TopologyAnnotations.pools(pools.online())));
        annotations.put(
                TopologyAnnotations.BE_CPU_SHARED_POOLS, Optional.of(TopologyAnnotations.pools(pools.bestEffort())));
        annotations.put(TopologyAnnotations.POD_CPU_ALLOCS, Optional.of(TopologyAnnotations.allocations(ofKubelet)));
        annotations.put(
                TopologyAnnotations.CPU_MANAGER_POLICY,
                Optional.of(TopologyAnnotations.cpuManager(kubelet, kubeletReserved)));
        annotations.put(
                TopologyAnnotations.NODE_RESERVATION,
                Optional.of(nodeReserved).filter(cpus -> !cpus.isEmpty()).map(TopologyAnnotations::reservation));
        annotations.put(
                TopologyAnnotations.SYSTEM_QOS_RESOURCE,
                Optional.of(node.topology().systemQos())
                        .filter(resource -> !resource.cpus().isEmpty())
                        .map(resource -> resource.render()));
        return new TopologyReport(
                annotations,
                Map.of(Labels.NUMA_RESERVATION, node.topology().numaReservation()),
                policy(kubelet.settings()),
                zones(machine, topology, node));
    }

    /** CPUs that the kubelet gave to pods which nobody else places: neither bound, nor of a class without CPUs of its own. */
    private static List<Allocation> kubeletCpus(List<PodView> pods, KubeletObservation kubelet) {
        Map<String, CpuSet> byUid = kubelet.cpuManager()
                .toOptional()
                .filter(CpuManagerState::isStatic)
                .map(CpuManagerState::exclusive)
                .orElse(Map.of());
        List<Allocation> cpus = new ArrayList<>();
        for (PodView pod : pods) {
            CpuSet own = byUid.getOrDefault(pod.cgroupUid(), CpuSet.EMPTY);
            boolean shares = pod.qos() == QosClass.LS || pod.qos() == QosClass.BE;
            if (!own.isEmpty() && !shares && pod.kubeQos() == KubeQos.GUARANTEED && pod.boundCpus().isEmpty()) {
                cpus.add(new Allocation(pod.ref(), own));
            }
        }
        cpus.sort(Comparator.comparing(allocation -> allocation.pod().key()));
        return cpus;
    }

    private static CpuSet kubeletReserved(CpuTopology topology, NodeView node, KubeletObservation kubelet) {
        CpuSet named = kubelet.settings().reservedCpus();
        return named.isEmpty() ? SharePools.packed(topology, node.keptByKubelet().cpu()) : named;
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
        boolean reserves = node.topology().numaReservation().filter("true"::equals).isPresent();
        List<Zone> zones = new ArrayList<>();
        machine.numaNodes()
                .forEach(numa -> zones.add(ZoneAmounts.of(
                        numa,
                        topology,
                        reserves ? ZoneAmounts.share(node.keptByKubelet(), machine.numaNodes().size()) : ZoneAmounts.NOTHING)));
        return zones;
    }
}
