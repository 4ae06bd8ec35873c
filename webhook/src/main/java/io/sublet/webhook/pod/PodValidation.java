package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.pod.rule.PodRules;
import io.sublet.webhook.pod.rule.RuleLevels;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Reviewer;
import java.util.List;
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
        Optional<JsonNode> stored = updates ? Optional.of(review.oldObject()) : Optional.empty();
        return switch (findings(review.object(), stored)) {
            case Parsed.Valid<List<Finding>>(List<Finding> findings) -> Answer.of(review, findings);
            case Parsed.Invalid<List<Finding>>(String why) -> Answer.failedOpen(why);
            case Parsed.Absent<List<Finding>>() -> Answer.unrelated();
        };
    }

    /**
     * What is found in a pod; nothing in one that is left alone or on its way out, whose finalizers have to be removable.
     *
     * @param stored the pod as it is; empty while it is created
     * @return invalid if one of them is no pod
     */
    public Parsed<List<Finding>> findings(JsonNode object, Optional<JsonNode> stored) {
        if (!(PodDraft.of(object) instanceof Parsed.Valid<PodDraft>(PodDraft pod))) {
            return new Parsed.Invalid<>("it is no pod");
        }
        Optional<PodDraft> before = stored.flatMap(tree -> PodDraft.of(tree).valid());
        if (stored.isPresent() && before.isEmpty()) {
            return new Parsed.Invalid<>("what is stored is no pod");
        }
        boolean leaves = stored.isPresent() && pod.tree().path("metadata").hasNonNull("deletionTimestamp");
        return leaves || PodsLeftAlone.reason(pod).isPresent()
                ? new Parsed.Valid<>(List.of())
                : new Parsed.Valid<>(PodRules.check(pod, before, levels));
    }
}
