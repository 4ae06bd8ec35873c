package io.sublet.webhook.pod;

import io.sublet.protocol.Parsed;
import io.sublet.webhook.pod.rule.PodRules;
import io.sublet.webhook.pod.rule.RuleLevels;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Reviewer;
import java.util.Optional;

/**
 * {@code /validate-pod}: what the rules say about a pod that is created, updated or resized. Ephemeral containers need no
 * look, they ask for no resources.
 */
public final class PodValidation implements Reviewer {
    private final RuleLevels levels;

    public PodValidation(RuleLevels levels) {
        this.levels = levels;
    }

    @Override
    public Answer review(Review review, ClusterView cluster) {
        boolean creates = review.isAbout(Operation.CREATE, "", "pods");
        boolean updates =
                review.isAbout(Operation.UPDATE, "", "pods") || review.isAbout(Operation.UPDATE, "", "pods/resize");
        if (!creates && !updates) {
            return Answer.unrelated();
        }
        return switch (PodDraft.of(review.object())) {
            case Parsed.Valid<PodDraft>(PodDraft pod) -> creates ? created(pod, review) : updated(pod, review);
            case Parsed.Invalid<PodDraft>(String flaw) -> Answer.failedOpen("it is no pod: " + flaw);
            case Parsed.Absent<PodDraft>() -> Answer.failedOpen("it is not there");
        };
    }

    private Answer created(PodDraft pod, Review review) {
        return PodsLeftAlone.reason(pod).isPresent()
                ? Answer.unrelated()
                : Answer.of(review, PodRules.check(pod, Optional.empty(), levels));
    }

    /** A pod on its way out is let go: its finalizers have to be removable. */
    private Answer updated(PodDraft pod, Review review) {
        boolean leaves = pod.tree().path("metadata").hasNonNull("deletionTimestamp");
        if (leaves || PodsLeftAlone.reason(pod).isPresent()) {
            return Answer.unrelated();
        }
        return switch (PodDraft.of(review.oldObject())) {
            case Parsed.Valid<PodDraft>(PodDraft stored) ->
                Answer.of(review, PodRules.check(pod, Optional.of(stored), levels));
            case Parsed.Invalid<PodDraft>(String flaw) -> Answer.failedOpen("what is stored is no pod: " + flaw);
            case Parsed.Absent<PodDraft>() -> Answer.failedOpen("what is stored is not there");
        };
    }
}
