package io.sublet.model.cpu;

import io.sublet.model.unit.CpuSet;

/**
 * CPUs that a pod's annotation claims and that are not its own alone. The claim stands in so far as nobody else gets the CPUs.
 *
 * @param uid the pod that claims
 */
public record CpuConflict(String uid, Kind kind, CpuSet cpus) {
    /** What is wrong with the claim. */
    public enum Kind {
        /** The node has no such CPU online. */
        OFFLINE("are not online"),
        /** Another pod claims them too. */
        SHARED("are claimed by another pod"),
        /** They are reserved on the node. */
        RESERVED("are reserved");

        private final String predicate;

        Kind(String predicate) {
            this.predicate = predicate;
        }
    }

    /** One clause for a person. */
    public String text() {
        return "CPUs " + cpus + " " + kind.predicate;
    }
}
