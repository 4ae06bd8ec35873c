package io.sublet.extender.rank;

/** One reason for which a node may not take a pod. Pure; called once per node and pod. */
public interface NodeFilter {
    /**
     * Judges one node.
     *
     * @param row of the snapshot, never {@link ClusterSnapshot#NO_ROW}
     */
    NodeVerdict judge(Candidate candidate, ClusterSnapshot snapshot, int row);

    /** The same filter for one candidate alone, which it has looked at already. */
    default NodeFilter forPod(Candidate candidate) {
        return this;
    }
}
