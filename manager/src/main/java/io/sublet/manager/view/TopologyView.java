package io.sublet.manager.view;

import io.sublet.protocol.CpuBasicInfo;
import io.sublet.protocol.Parsed;
import java.util.List;

/**
 * What the manager keeps of a NodeResourceTopology.
 *
 * @param zones in the order of the object, all kinds
 * @param cpu what its annotation says of the node's CPUs
 */
public record TopologyView(String name, List<ZoneView> zones, Parsed<CpuBasicInfo> cpu) {
    public TopologyView {
        zones = List.copyOf(zones);
    }
}
