package io.sublet.e2e.cluster.local;

import io.sublet.e2e.cluster.ClusterException;

/**
 * What a local cluster should have.
 *
 * @param nodes real nodes, 0 to 9
 * @param simulatedNodes nodes without a machine, 0 to 10,000
 * @param seed of the usage that the simulated nodes report
 */
public record ClusterSpec(int nodes, int simulatedNodes, long seed) {
    /** Checks the ranges; {@link ClusterException} names the one that is left. */
    public ClusterSpec {
        requireRange("NODES", nodes, 9);
        requireRange("SIMULATED_NODES", simulatedNodes, 10_000);
    }

    private static void requireRange(String name, int value, int highest) {
        if (value < 0 || value > highest) {
            throw new ClusterException(name + " is " + value + "; it can be 0 to " + highest);
        }
    }

    ClusterSpec withoutRealNodes() {
        return new ClusterSpec(0, simulatedNodes, seed);
    }
}
