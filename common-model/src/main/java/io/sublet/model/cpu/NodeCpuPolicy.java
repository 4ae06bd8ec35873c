package io.sublet.model.cpu;

import io.sublet.model.unit.Ratio;

/**
 * What holds for every pod on a node.
 *
 * @param bind {@link CpuBindPolicy#NONE}, or the policy that every pod with a CPU request is bound by
 * @param numa {@link NumaTopologyPolicy#NONE}, or the policy of every pod
 * @param strategy which of several places on the node is taken
 * @param amplification by how much the node offers more CPU than it has; 1 or more
 */
public record NodeCpuPolicy(
        CpuBindPolicy bind, NumaTopologyPolicy numa, AllocateStrategy strategy, Ratio amplification) {
    public static final NodeCpuPolicy DEFAULT =
            new NodeCpuPolicy(CpuBindPolicy.NONE, NumaTopologyPolicy.NONE, AllocateStrategy.LEAST, Ratio.ONE);

    public NodeCpuPolicy {
        if (bind != CpuBindPolicy.NONE && !bind.binds()) {
            throw new IllegalArgumentException(bind + " is no policy of a node");
        }
        // As in the protocol, a ratio below one is switched off rather than an error.
        amplification = amplification.compareTo(Ratio.ONE) < 0 ? Ratio.ONE : amplification;
    }
}
