package io.sublet.webhook.protect;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Denial;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Review.Target;
import io.sublet.webhook.review.Reviewer;
import java.util.List;

/**
 * {@code /validate-deletion}: refuses to delete an object of any kind whose label {@value Labels#DELETE_PROTECTION} is
 * {@code "true"}, unless an annotation says why it may go. Which kinds are asked about stands in the webhook configuration.
 */
public final class DeletionReviewer implements Reviewer {

    @Override
    public Answer review(Review review, ClusterView cluster) {
        JsonNode metadata = review.oldObject().path("metadata");
        boolean isProtected =
                metadata.path("labels").path(Labels.DELETE_PROTECTION).asText().equals("true");
        if (review.operation() != Operation.DELETE || !isProtected) {
            return Answer.unrelated();
        }
        String excuse = metadata.path("annotations")
                .path(Annotations.ALLOW_DELETION)
                .asText()
                .strip();
        return excuse.isEmpty() ? refused(review) : allowed(review, excuse);
    }

    private static Answer allowed(Review review, String excuse) {
        Reason reason =
                reason(DeletionReason.DeletionAllowedByAnnotation, review).with("excuse", excuse);
        return Answer.allowed(List.of(reason), List.of("deletion was allowed by annotation: " + excuse));
    }

    private static Answer refused(Review review) {
        Target target = review.target();
        String object = target.resource() + "/" + target.name();
        String message = object + " is protected against deletion by the label " + Labels.DELETE_PROTECTION
                + ". To delete it, first say why: kubectl annotate " + object + " " + Annotations.ALLOW_DELETION
                + "=\"<reason>\"; or take the protection off: kubectl label " + object + " " + Labels.DELETE_PROTECTION
                + "-";
        return Answer.denied(
                new Denial(Denial.Kind.FORBIDDEN, message, target, List.of()),
                List.of(reason(DeletionReason.DeletionRefused, review)),
                List.of());
    }

    private static Reason reason(DeletionReason code, Review review) {
        return Reason.of(code)
                .with("resource", review.target().resource())
                .with("name", review.target().name())
                .with("user", review.user());
    }
}
