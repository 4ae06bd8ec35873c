package io.sublet.webhook.review;

/** Decides about one kind of review. */
@FunctionalInterface
public interface Reviewer {

    /**
     * The decision, from the review and what is known of the cluster, without any effect. A review that it is not about, or
     * an object of a shape that it does not expect, is no reason to throw; if it throws all the same, the request passes.
     */
    Answer review(Review review, ClusterView cluster);
}
