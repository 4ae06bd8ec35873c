package io.sublet.webhook.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.model.reason.Reason;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.RawAllocatable;
import io.sublet.webhook.node.Amplification.Plan;
import io.sublet.webhook.patch.JsonPatch;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Reviewer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code /mutate-node-status}: amplifies what a node offers. It never refuses an update. */
public final class NodeStatusReviewer implements Reviewer {

    @Override
    public Answer review(Review review, ClusterView cluster) {
        if (!review.isAbout(Operation.UPDATE, "", "nodes/status")) {
            return Answer.unrelated();
        }
        Plan plan = Amplification.plan(NodeStatusUpdate.of(review));
        JsonNode node = review.object();
        JsonNode changed = plan.touches() ? applied(plan, node) : node;
        return Answer.allowed(plan.reasons(), JsonPatch.between(node, changed), warnings(plan.reasons()));
    }

    private static List<String> warnings(List<Reason> reasons) {
        List<String> warnings = new ArrayList<>();
        for (Reason reason : reasons) {
            if (reason.code() instanceof StatusReason code && code.isForUser()) {
                warnings.add(reason.text());
            }
        }
        return warnings;
    }

    private static JsonNode applied(Plan plan, JsonNode node) {
        JsonNode changed = node.deepCopy();
        if (changed.path("status").path("allocatable") instanceof ObjectNode allocatable) {
            plan.allocatable()
                    .forEach((resource, amount) -> allocatable.put(resource, RawAllocatable.text(resource, amount)));
        }
        if (changed.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            set(annotations, Annotations.RAW_ALLOCATABLE, plan.raw().map(RawAllocatable::render));
            set(
                    annotations,
                    Annotations.ALLOCATABLE_PROVENANCE,
                    plan.provenance().map(provenance -> provenance.render()));
        }
        return changed;
    }

    private static void set(ObjectNode annotations, String key, Optional<String> text) {
        text.ifPresentOrElse(value -> annotations.put(key, value), () -> annotations.remove(key));
    }
}
