package io.sublet.extender.rank;

import io.sublet.model.resource.CpuMemory;
import java.util.Arrays;
import java.util.Map;

/**
 * Load that is likely to arrive on nodes: pods that were scored a moment ago and have not shown up assigned yet. It weighs
 * on the score only; a guess refuses no node.
 */
public record SoftLoad(Map<String, CpuMemory> byNode) {
    public static final SoftLoad NONE = new SoftLoad(Map.of());

    public SoftLoad {
        byNode = Map.copyOf(byNode);
    }

    public CpuMemory on(String node) {
        return byNode.isEmpty() ? CpuMemory.ZERO : byNode.getOrDefault(node, CpuMemory.ZERO);
    }

    /** The load by row of a snapshot. */
    public CpuMemory[] byRow(ClusterSnapshot snapshot) {
        CpuMemory[] load = new CpuMemory[snapshot.size()];
        Arrays.fill(load, CpuMemory.ZERO);
        byNode.forEach((name, amount) -> {
            int row = snapshot.names().find(name);
            if (row != ClusterSnapshot.NO_ROW) {
                load[row] = amount;
            }
        });
        return load;
    }
}
