package io.sublet.manager.view;

import io.sublet.protocol.CpuBasicInfo;
import io.sublet.protocol.Parsed;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the manager keeps of a NodeResourceTopology.
 *
 * @param version of the object, for writes that must not meet a newer one
 * @param zones in the order of the object, all kinds
 * @param cpu what its annotation says of the node's CPUs
 * @param closed why the node's agent takes no more batch pods; empty if it does
 */
public record TopologyView(
        String name, String version, List<ZoneView> zones, Parsed<CpuBasicInfo> cpu, Optional<String> closed) {
    public TopologyView {
        zones = List.copyOf(zones);
    }

    /** @param other null if there is none */
    boolean saysSameAs(@Nullable TopologyView other) {
        return other != null && zones.equals(other.zones) && cpu.equals(other.cpu) && closed.equals(other.closed);
    }
}
