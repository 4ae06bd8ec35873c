package io.sublet.extender.rank;

import java.util.Arrays;
import java.util.Map;

/**
 * Load that is likely to arrive on nodes: pods that were scored a moment ago and have not shown up assigned yet. It weighs
 * on the score only; a guess refuses no node.
 */
public record SoftLoad(Map<String, LoadVector> byNode) {
    public static final SoftLoad NONE = new SoftLoad(Map.of());

    public SoftLoad {
        byNode = Map.copyOf(byNode);
    }

    public LoadVector on(String node) {
        return byNode.isEmpty() ? LoadVector.ZERO : byNode.getOrDefault(node, LoadVector.ZERO);
    }

    /** The load by row of a snapshot. */
    public LoadVector[] byRow(ClusterSnapshot snapshot) {
        LoadVector[] load = new LoadVector[snapshot.size()];
        Arrays.fill(load, LoadVector.ZERO);
        byNode.forEach((name, amount) -> {
            int row = snapshot.names().find(name);
            if (row != ClusterSnapshot.NO_ROW) {
                load[row] = amount;
            }
        });
        return load;
    }
}
