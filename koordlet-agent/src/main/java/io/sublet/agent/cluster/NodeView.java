package io.sublet.agent.cluster;

import io.sublet.model.resource.CpuMemory;
import io.sublet.model.unit.Bytes;
import io.sublet.model.unit.MilliCpu;
import io.sublet.model.unit.Ratio;
import io.sublet.protocol.NodeReservation;
import io.sublet.protocol.SystemQosCpus;
import java.util.Map;
import java.util.Optional;

/**
 * What the agent keeps of its Node object.
 *
 * @param allocatable as the kubelet says, where another program makes more of it
 * @param mode the label that overrides the agent's own mode; empty without one, or with an unknown value
 * @param topology what is asked for the report of the node's topology
 * @param cpuNormalization how much faster its CPUs are than those that requests and limits are meant for; one unless it says so
 * @param offered what is allocatable of the resources of batch and mid, by name; CPU in thousandths, memory in bytes
 */
public record NodeView(
        String name,
        String uid,
        CpuMemory capacity,
        CpuMemory allocatable,
        NodeReservation reservation,
        Optional<Mode> mode,
        TopologyWishes topology,
        Ratio cpuNormalization,
        Map<String, Long> offered) {
    /**
     * What the Node's labels and annotations say about the report of its topology.
     *
     * @param numaReservation the value of {@link io.sublet.protocol.Labels#NUMA_RESERVATION}; empty without it
     * @param systemQos CPUs for pods of class SYSTEM
     */
    public record TopologyWishes(Optional<String> numaReservation, SystemQosCpus systemQos) {
        public static final TopologyWishes NONE = new TopologyWishes(Optional.empty(), SystemQosCpus.NONE);
    }

    public NodeView {
        offered = Map.copyOf(offered);
    }

    /**
     * The node with no more CPUs than are online. A kubelet counts them when it starts, and says the same when some are taken away; what it keeps from
     * pods it keeps of those that are left.
     */
    public NodeView within(MilliCpu online) {
        if (capacity.cpu().compareTo(online) <= 0) {
            return this;
        }
        CpuMemory lost = new CpuMemory(capacity.cpu().minus(online), Bytes.ZERO);
        return new NodeView(
                name,
                uid,
                capacity.minus(lost),
                allocatable.minus(lost).atLeastZero(),
                reservation,
                mode,
                topology,
                cpuNormalization,
                offered);
    }

    /** What is kept from pods: by the kubelet's settings or by the reservation annotation, whichever is more; not more than there is. */
    public CpuMemory reserved() {
        return keptByKubelet().max(reservation.amount()).min(capacity);
    }

    /** What the kubelet's settings keep from pods. */
    public CpuMemory keptByKubelet() {
        return capacity.minus(allocatable).atLeastZero();
    }
}
