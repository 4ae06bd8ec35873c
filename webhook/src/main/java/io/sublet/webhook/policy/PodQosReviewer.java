package io.sublet.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Reviewer;
import io.sublet.webhook.selection.PodQosScope;
import io.sublet.webhook.selection.SelectorTree;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /validate-podqos}: refuses selectors that cannot be read, and warns where an object does less than it seems to.
 * Ranges, actions and what a QoS class permits are checked by the API server, from the definition.
 */
public final class PodQosReviewer implements Reviewer {
    private static final String GROUP = "qos.sublet.io";

    @Override
    public Answer review(Review review, ClusterView cluster) {
        if (!review.isAbout(Operation.CREATE, GROUP, "podqoses")
                && !review.isAbout(Operation.UPDATE, GROUP, "podqoses")) {
            return Answer.unrelated();
        }
        List<Finding> findings =
                new ArrayList<>(Finding.sparing(selectors(review.object()), selectors(review.oldObject())));
        PodQosScope scope = PodQosScope.of(review.object());
        if (scope.isEverything()) {
            findings.add(
                    Finding.warn(PolicyReason.SelectsEverything, "spec.selector", "selects every pod of the cluster"));
        }
        findings.addAll(beside(scope, cluster.podQosScopes()));
        return Answer.of(review, findings);
    }

    private static List<Finding> selectors(JsonNode object) {
        List<Finding> findings = new ArrayList<>();
        for (String name : List.of("labelSelector", "namespaceSelector")) {
            JsonNode selector = object.path("spec").path("selector").path(name);
            findings.addAll(SelectorFindings.of("spec.selector." + name, SelectorTree.of(selector)));
        }
        return findings;
    }

    private static List<Finding> beside(PodQosScope scope, List<PodQosScope> all) {
        List<Finding> findings = new ArrayList<>();
        for (PodQosScope other : all) {
            if (other.name().equals(scope.name()) || !scope.mayShare(other)) {
                continue;
            }
            if (other.isBefore(scope) && scope.isWithin(other)) {
                findings.add(Finding.warn(
                        PolicyReason.NeverGoverns,
                        "spec.selector",
                        "governs no pod, '" + other.name() + "' of precedence " + other.precedence()
                                + " selects all of them"));
            } else if (other.precedence() == scope.precedence()) {
                String first = scope.isBefore(other) ? "this one" : "'" + other.name() + "'";
                findings.add(Finding.warn(
                        PolicyReason.PrecedenceTie,
                        "spec.precedence",
                        "is that of '" + other.name() + "', which can select the same pods; there " + first
                                + " governs, by its name"));
            }
        }
        return findings;
    }
}
