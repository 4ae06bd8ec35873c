package io.sublet.extender.pin;

import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.cpu.NumaTopologyPolicy;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.CpuTopologyReport;
import io.sublet.protocol.KubeletCpuManagerPolicy;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.PodCpuAllocs;
import io.sublet.protocol.SystemQosCpus;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a NodeResourceTopology says of its node.
 *
 * @param topology of the online CPUs; empty if they are not reported
 * @param kubeletPods CPUs that the kubelet's CPU manager gave to pods
 * @param kubelet how the kubelet's CPU manager works
 * @param reserved CPUs kept for the node: those that an administrator names, or as many as the agent has chosen for the amount
 * @param system CPUs of pods of QoS class SYSTEM
 * @param kubeletNuma policy of the kubelet's topology manager
 * @param zones what each NUMA node offers, by its number
 * @param flaw what of it cannot be read, one clause
 */
public record TopologyReport(
        String node,
        CpuTopology topology,
        CpuSet kubeletPods,
        KubeletCpuManagerPolicy kubelet,
        CpuSet reserved,
        CpuSet system,
        NumaTopologyPolicy kubeletNuma,
        SortedMap<Integer, Amounts> zones,
        Optional<String> flaw) {
    public TopologyReport {
        zones = Collections.unmodifiableSortedMap(new TreeMap<>(zones));
    }

    /** Of a node that reports nothing. */
    static TopologyReport none(String node) {
        return of(node, Map.of(), List.of(), Collections.emptySortedMap());
    }

    /** Reads the annotations; {@code policies} are those of the kubelet's topology manager. */
    public static TopologyReport of(
            String node, Map<String, String> annotations, List<String> policies, SortedMap<Integer, Amounts> zones) {
        Parsed<CpuTopologyReport> topology = CpuTopologyReport.parse(annotations.get(Annotations.CPU_TOPOLOGY));
        Parsed<PodCpuAllocs> allocs = PodCpuAllocs.parse(annotations.get(Annotations.POD_CPU_ALLOCS));
        Parsed<KubeletCpuManagerPolicy> kubelet =
                KubeletCpuManagerPolicy.parse(annotations.get(Annotations.KUBELET_CPU_MANAGER_POLICY));
        Parsed<NodeReservation> reservation = NodeReservation.parse(annotations.get(Annotations.NODE_RESERVATION));
        Parsed<SystemQosCpus> system = SystemQosCpus.parse(annotations.get(Annotations.SYSTEM_QOS_RESOURCE));
        return new TopologyReport(
                node,
                topology.valid().map(CpuTopologyReport::topology).orElse(CpuTopology.EMPTY),
                allocs.valid().map(PodCpuAllocs::ofKubelet).orElse(CpuSet.EMPTY),
                kubelet.valid().orElse(KubeletCpuManagerPolicy.NONE),
                reservation.valid().orElse(NodeReservation.NONE).reservedCpus(),
                system.valid().orElse(SystemQosCpus.NONE).reserved(),
                policies.isEmpty() ? NumaTopologyPolicy.NONE : NumaTopologyPolicy.ofKubelet(policies.getFirst()),
                zones,
                Flaws.first(Map.of(
                        Annotations.CPU_TOPOLOGY, topology,
                        Annotations.POD_CPU_ALLOCS, allocs,
                        Annotations.KUBELET_CPU_MANAGER_POLICY, kubelet,
                        Annotations.NODE_RESERVATION, reservation,
                        Annotations.SYSTEM_QOS_RESOURCE, system)));
    }

    /** The same, of which that cannot be read either. */
    public TopologyReport withFlaw(String another) {
        return new TopologyReport(
                node,
                topology,
                kubeletPods,
                kubelet,
                reserved,
                system,
                kubeletNuma,
                zones,
                Optional.of(flaw.orElse(another)));
    }

    /** The same with another object for an equal topology, so that nodes of one kind share one. */
    public TopologyReport sharing(CpuTopology equal) {
        return new TopologyReport(node, equal, kubeletPods, kubelet, reserved, system, kubeletNuma, zones, flaw);
    }
}
