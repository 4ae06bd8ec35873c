package io.sublet.agent.topology;

import io.sublet.agent.cluster.NodeView;
import io.sublet.agent.cluster.PodView;
import io.sublet.agent.observe.kubelet.CpuManagerState;
import io.sublet.agent.observe.kubelet.KubeletObservation;
import io.sublet.agent.observe.kubelet.KubeletSettings;
import io.sublet.agent.observe.machine.Machine;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.NodeCpus;
import io.sublet.model.cpu.ReservedCpus;
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
        PodCpuAllocs ofKubelet = CpuClaims.ofKubelet(pods, kubelet);
        NodeCpus cpus = CpuClaims.of(topology, node, pods, kubelet);
        ReservedCpus reserved = cpus.reserved();
        Map<String, Optional<String>> annotations = new TreeMap<>();
        machine.model()
                .toOptional()
                .ifPresent(model -> annotations.put(Annotations.CPU_BASIC_INFO, Optional.of(model.render())));
        annotations.put(Annotations.CPU_TOPOLOGY, Optional.of(new CpuTopologyReport(topology).render()));
        annotations.put(Annotations.CPU_SHARE_POOLS, Optional.of(new CpuSharePools(cpus.sharePools()).render()));
        annotations.put(
                Annotations.BE_CPU_SHARE_POOLS, Optional.of(new CpuSharePools(cpus.bestEffortSharePools()).render()));
        annotations.put(Annotations.POD_CPU_ALLOCS, Optional.of(ofKubelet.render()));
        annotations.put(Annotations.KUBELET_CPU_MANAGER_POLICY, Optional.of(cpuManager(kubelet, reserved.kubelet())));
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

    /** The same for a node that is closed to batch, by these policies, or not. */
    public TopologyReport closed(Optional<String> policies) {
        Map<String, Optional<String>> all = new TreeMap<>(annotations);
        all.put(Annotations.CLOSED_TO_BATCH, policies);
        return new TopologyReport(all, labels, policy, zones);
    }

    private static String cpuManager(KubeletObservation kubelet, CpuSet reserved) {
        String policy = kubelet.cpuManager()
                .map(CpuManagerState::policy)
                .toOptional()
                .orElseGet(() -> kubelet.settings().cpuManagerPolicy().orElse("none"));
        return new KubeletCpuManagerPolicy(policy, kubelet.settings().cpuManagerPolicyOptions(), reserved).render();
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
