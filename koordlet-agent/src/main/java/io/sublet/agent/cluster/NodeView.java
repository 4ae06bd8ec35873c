package io.sublet.agent.cluster;

import io.sublet.model.resource.CpuMemory;
import io.sublet.protocol.NodeReservation;
import java.util.Optional;

/**
 * What the agent keeps of its Node object.
 *
 * @param mode the label that overrides the agent's own mode; empty without one, or with an unknown value
 */
public record NodeView(
        String name, CpuMemory capacity, CpuMemory allocatable, NodeReservation reservation, Optional<Mode> mode) {
    /** What is kept from pods: by the kubelet's settings or by the reservation annotation, whichever is more. */
    public CpuMemory reserved() {
        return capacity.minus(allocatable).atLeastZero().max(reservation.amount());
    }
}
