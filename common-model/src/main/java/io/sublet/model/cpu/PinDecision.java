package io.sublet.model.cpu;

import io.sublet.model.unit.CpuSet;
import java.util.List;

/** What a node gives a pod, or why it does not. */
public sealed interface PinDecision {
    /**
     * The node takes the pod.
     *
     * @param cpus the CPUs to bind it to; empty for a pod that is not bound on this node
     * @param shares by NUMA node, in order; empty where NUMA nodes play no part
     * @param footprint what the CPUs touch, and which wishes they fulfil
     */
    record Placed(CpuSet cpus, List<NumaShare> shares, Footprint footprint) implements PinDecision {
        public Placed {
            shares = List.copyOf(shares);
        }
    }

    /**
     * The node does not.
     *
     * @param text one clause with the numbers, for a person; without a percent sign, which kube-scheduler would take for a
     *     format
     * @param resolvable whether the node could take the pod if pods on it went
     */
    record Refused(PinRefusal code, String text, boolean resolvable) implements PinDecision {}

    /**
     * What a set of CPUs touches.
     *
     * @param cores physical cores
     * @param l3Domains L3 domains; 0 where the node does not report them
     * @param numaNodes NUMA nodes
     * @param policyKept whether the bind policy, be it only preferred, holds for all CPUs
     * @param exclusiveKept whether nothing is shared that the pod does not want to share
     */
    record Footprint(int cores, int l3Domains, int numaNodes, boolean policyKept, boolean exclusiveKept) {
        static final Footprint NONE = new Footprint(0, 0, 0, true, true);

        /** One clause for a person. */
        public String text() {
            return cores + " cores in " + (l3Domains > 0 ? l3Domains + " L3 domains of " : "") + numaNodes
                    + " NUMA nodes"
                    + (policyKept ? "" : ", preferred bind policy not kept")
                    + (exclusiveKept ? "" : ", preferred exclusiveness not kept");
        }
    }
}
