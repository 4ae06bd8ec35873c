package io.sublet.extender.rank;

import java.time.Duration;
import java.util.Optional;

/**
 * How load is judged, the same for all nodes; what differs by node is its {@link UsageProfile}.
 *
 * @param expiry a report of this age or older is stale; zero or less never
 * @param staleReports what a stale report does to a pod
 * @param weights of the score
 * @param unmeteredScore 0..100 for a node without a usable report
 * @param prodScoring whether prod pods are scored by the usage of prod pods alone
 * @param prodIncludesSystem whether the system counts as prod usage
 * @param scoreWindow percentile that the score looks at; empty is the average
 */
public record LoadPolicy(
        Duration expiry,
        StaleReports staleReports,
        Weights weights,
        int unmeteredScore,
        boolean prodScoring,
        boolean prodIncludesSystem,
        Optional<UsageWindow> scoreWindow) {
    /** 180 s, stale refuses, CPU and memory alike, unmetered last, everything by the average of the whole node. */
    public static final LoadPolicy DEFAULT = new LoadPolicy(
            Duration.ofMinutes(3), StaleReports.REFUSE, Weights.of(1, 1, 0), 0, false, false, Optional.empty());

    public LoadPolicy {
        if (unmeteredScore < 0 || unmeteredScore > 100) {
            throw new IllegalArgumentException("the score of unmetered nodes is 0..100, was " + unmeteredScore);
        }
    }

    /** What a stale report does to a pod that is to be placed. */
    public enum StaleReports {
        /** The node takes no pod until its agent reports again. */
        REFUSE,
        /** The node takes pods as one without an agent. */
        ALLOW,
        /** The old numbers count as if they were new. */
        USE
    }

    /**
     * How much each resource counts.
     *
     * @param byResource each 0..100
     * @param scarcest weight of the resource with the least room, 0..100
     */
    public record Weights(LoadVector byResource, int scarcest) {
        public Weights {
            if (Math.min(byResource.smallest(), scarcest) < 0 || Math.max(byResource.largest(), scarcest) > 100) {
                throw new IllegalArgumentException(
                        "score weights are 0..100, were " + byResource + ", scarcest " + scarcest);
            }
        }

        /** Of CPU and memory alone. */
        public static Weights of(long cpu, long memory, int scarcest) {
            return new Weights(LoadVector.of(cpu, memory), scarcest);
        }

        long sum() {
            return byResource.sum() + scarcest;
        }
    }
}
