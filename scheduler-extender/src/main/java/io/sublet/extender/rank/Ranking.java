package io.sublet.extender.rank;

import java.util.ArrayList;
import java.util.List;

/** All filters and scorers in their order: the one place where a new one is added. */
public final class Ranking {
    private static final int LOAD_WEIGHT = 1;

    /** An array, because it is gone through once for each node. */
    private final NodeFilter[] filters;

    private final List<Weighted> scorers;
    private final int weights;

    /** A scorer and how much it counts beside the others, at least 1. */
    public record Weighted(NodeScorer scorer, int weight) {}

    public Ranking(List<NodeFilter> filters, List<Weighted> scorers) {
        this.filters = filters.toArray(NodeFilter[]::new);
        this.scorers = List.copyOf(scorers);
        this.weights = scorers.stream().mapToInt(Weighted::weight).sum();
        if (weights < 1) {
            throw new IllegalArgumentException("the weights of the scorers must add up to 1 or more, were " + weights);
        }
    }

    /** By load, after what else forbids a node. */
    public static Ranking of(LoadAware loadAware, List<NodeFilter> before) {
        List<NodeFilter> filters = new ArrayList<>(before);
        filters.add(new RequestsFit());
        filters.add(loadAware);
        return new Ranking(filters, List.of(new Weighted(loadAware, LOAD_WEIGHT)));
    }

    public static Ranking of(LoadAware loadAware) {
        return of(loadAware, List.of());
    }

    /** The same for one pod, which its filters need not look at again for every node. */
    public Ranking forPod(Candidate candidate) {
        List<NodeFilter> asked = new ArrayList<>(filters.length);
        for (NodeFilter filter : filters) {
            asked.add(filter.forPod(candidate));
        }
        return new Ranking(asked, scorers);
    }

    /** The first refusal, or a pass. A node that the snapshot does not know passes: nothing speaks against it. */
    public NodeVerdict judge(Candidate candidate, ClusterSnapshot snapshot, int row) {
        if (row == ClusterSnapshot.NO_ROW) {
            return NodeVerdict.PASS;
        }
        for (NodeFilter filter : filters) {
            NodeVerdict verdict = filter.judge(candidate, snapshot, row);
            if (verdict instanceof NodeVerdict.Refused) {
                return verdict;
            }
        }
        return NodeVerdict.PASS;
    }

    /** The weighted mean of all scores, 0..100, truncated. */
    public int score(Candidate candidate, ClusterSnapshot snapshot, int row, LoadVector soft) {
        int sum = 0;
        for (Weighted weighted : scorers) {
            sum += weighted.weight * weighted.scorer.score(candidate, snapshot, row, soft);
        }
        return sum / weights;
    }

    public List<Weighted> scorers() {
        return scorers;
    }
}
