package io.sublet.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.protocol.Parsed;
import io.sublet.webhook.profile.Profile;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Reviewer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * {@code /validate-clustercolocationprofile}: refuses profiles that could not be applied or would make pods that the API
 * server refuses, and warns about those that may do other than they seem. What was there before only warns.
 */
public final class ProfileReviewer implements Reviewer {
    private static final String GROUP = "config.koordinator.sh";

    private final Function<JsonNode, Parsed<Profile>> reader;

    /** @param reader by which profiles come into effect */
    public ProfileReviewer(Function<JsonNode, Parsed<Profile>> reader) {
        this.reader = reader;
    }

    @Override
    public Answer review(Review review, ClusterView cluster) {
        if (!review.isAbout(Operation.CREATE, GROUP, "clustercolocationprofiles")
                && !review.isAbout(Operation.UPDATE, GROUP, "clustercolocationprofiles")) {
            return Answer.unrelated();
        }
        List<Finding> before = review.oldObject().isObject() ? flaws(review.oldObject()) : List.of();
        List<Finding> findings = new ArrayList<>(Finding.sparing(flaws(review.object()), before));
        JsonNode spec = review.object().path("spec");
        findings.addAll(ProfileChecks.doubts(spec));
        String className = spec.path("priorityClassName").asText();
        if (cluster.isComplete()
                && !className.isEmpty()
                && !cluster.priorityLevels().containsKey(className)) {
            findings.add(Finding.warn(
                    PolicyReason.PriorityClassUnknown,
                    "spec.priorityClassName",
                    "there is no PriorityClass '" + className + "', until there is one the profile applies to no pod"));
        }
        return Answer.of(review, findings);
    }

    /** All that keeps the profile from being used; at least one where its reader refuses it. */
    private List<Finding> flaws(JsonNode object) {
        List<Finding> flaws = ProfileChecks.flaws(object.path("spec"));
        if (!flaws.isEmpty()) {
            return flaws;
        }
        return reader.apply(object) instanceof Parsed.Invalid<Profile>(String why)
                ? List.of(Finding.deny(PolicyReason.ProfileInvalid, "", why))
                : List.of();
    }
}
