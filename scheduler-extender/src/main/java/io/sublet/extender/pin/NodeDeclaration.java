package io.sublet.extender.pin;

import io.sublet.extender.rank.ResourceAmounts;
import io.sublet.model.cpu.AllocateStrategy;
import io.sublet.model.cpu.Amounts;
import io.sublet.model.cpu.CpuBindPolicy;
import io.sublet.model.cpu.NumaTopologyPolicy;
import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.AmplificationRatios;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.Parsed;
import io.sublet.protocol.SystemQosCpus;
import java.util.Map;
import java.util.Optional;

/**
 * What a Node says of its CPUs.
 *
 * @param bind the policy that every pod on it is bound by; {@link CpuBindPolicy#NONE} without one
 * @param numa the NUMA topology policy of every pod; {@link NumaTopologyPolicy#NONE} leaves it to the kubelet's
 * @param reserved CPUs that an administrator keeps for the node by name
 * @param system CPUs of pods of QoS class SYSTEM
 * @param allocatable what pods may ask for, amplified where it is
 * @param flaw what of it cannot be read, one clause
 */
public record NodeDeclaration(
        String name,
        CpuBindPolicy bind,
        NumaTopologyPolicy numa,
        AllocateStrategy strategy,
        Ratio amplification,
        CpuSet reserved,
        CpuSet system,
        Amounts allocatable,
        Optional<String> flaw) {

    /**
     * Reads a Node. A label of unknown value counts as none, as in the protocol; an annotation that cannot be read is a flaw,
     * because what it keeps back is not known then.
     */
    public static NodeDeclaration of(
            String name, Map<String, String> labels, Map<String, String> annotations, ResourceAmounts allocatable) {
        Parsed<NodeReservation> reservation = NodeReservation.parse(annotations.get(Annotations.NODE_RESERVATION));
        Parsed<SystemQosCpus> system = SystemQosCpus.parse(annotations.get(Annotations.SYSTEM_QOS_RESOURCE));
        Parsed<AmplificationRatios> ratios =
                AmplificationRatios.parse(annotations.get(Annotations.AMPLIFICATION_RATIOS));
        return new NodeDeclaration(
                name,
                bindPolicy(labels.getOrDefault(Labels.NODE_CPU_BIND_POLICY, "")),
                NumaTopologyPolicy.parse(labels.getOrDefault(Labels.NODE_NUMA_TOPOLOGY_POLICY, ""))
                        .orElse(NumaTopologyPolicy.NONE),
                AllocateStrategy.parse(labels.getOrDefault(Labels.NODE_NUMA_ALLOCATE_STRATEGY, ""))
                        .orElse(AllocateStrategy.LEAST),
                ratios.valid().map(AmplificationRatios::cpu).orElse(Ratio.ONE),
                reservation.valid().orElse(NodeReservation.NONE).reservedCpus(),
                system.valid().orElse(SystemQosCpus.NONE).reserved(),
                PinPod.amounts(allocatable),
                Flaws.first(Map.of(
                        Annotations.NODE_RESERVATION, reservation,
                        Annotations.SYSTEM_QOS_RESOURCE, system,
                        Annotations.AMPLIFICATION_RATIOS, ratios)));
    }

    private static CpuBindPolicy bindPolicy(String label) {
        return switch (label) {
            case "FullPCPUsOnly" -> CpuBindPolicy.FULL_PCPUS;
            case "SpreadByPCPUs" -> CpuBindPolicy.SPREAD_BY_PCPUS;
            default -> CpuBindPolicy.NONE;
        };
    }

    /** Whether every pod on the node gets CPUs or NUMA nodes, by labels. */
    public static boolean concernsEveryPod(Map<String, String> labels) {
        String bind = labels.get(Labels.NODE_CPU_BIND_POLICY);
        String numa = labels.get(Labels.NODE_NUMA_TOPOLOGY_POLICY);
        return (bind != null && bindPolicy(bind).binds())
                || (numa != null
                        && NumaTopologyPolicy.parse(numa)
                                .filter(policy -> policy != NumaTopologyPolicy.NONE)
                                .isPresent());
    }
}
