package io.sublet.extender.rank;

/** One view of how well a node suits a pod. Pure; called once per node and pod. */
public interface NodeScorer {
    /** The name under which the score is explained. */
    String name();

    /**
     * Scores one node.
     *
     * @param row of the snapshot, or {@link ClusterSnapshot#NO_ROW} for a node that is not known
     * @param soft load that is likely to arrive on that node
     * @return 0 (worst) to 100
     */
    int score(Candidate candidate, ClusterSnapshot snapshot, int row, LoadVector soft);
}
