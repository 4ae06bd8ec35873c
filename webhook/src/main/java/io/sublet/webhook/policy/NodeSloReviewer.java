package io.sublet.webhook.policy;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.crds.config.FieldSchema;
import io.sublet.crds.config.SloControllerConfig;
import io.sublet.crds.config.SloSection;
import io.sublet.crds.config.Violation;
import io.sublet.webhook.review.Answer;
import io.sublet.webhook.review.ClusterView;
import io.sublet.webhook.review.Finding;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Reviewer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code /validate-nodeslo}: refuses rules for one node that the ConfigMap would not be allowed to make, by the same code.
 * What was there before only warns.
 */
public final class NodeSloReviewer implements Reviewer {
    private static final String GROUP = "slo.koordinator.sh";
    private static final String STRATEGY = "clusterStrategy";
    private static final String APPLICATIONS_KEY = "host-application-config";
    private static final String APPLICATIONS = "hostApplications";

    private final FieldSchema schema;
    private final Map<String, String> fieldByKey = new HashMap<>();

    /** @param schema of NodeSLO's spec */
    public NodeSloReviewer(FieldSchema schema) {
        this.schema = schema;
        for (SloSection section : SloSection.values()) {
            fieldByKey.put(section.key(), section.field());
        }
    }

    @Override
    public Answer review(Review review, ClusterView cluster) {
        if (!review.isAbout(Operation.CREATE, GROUP, "nodeslos")
                && !review.isAbout(Operation.UPDATE, GROUP, "nodeslos")) {
            return Answer.unrelated();
        }
        List<Finding> before = findings(review.oldObject().path("spec"));
        return Answer.of(review, Finding.sparing(findings(review.object().path("spec")), before));
    }

    /** Each section as if the ConfigMap said so for the whole cluster. */
    private List<Finding> findings(JsonNode spec) {
        Map<String, String> data = new HashMap<>();
        fieldByKey.forEach((key, field) -> {
            if (spec.path(field).isObject()) {
                data.put(key, "{\"" + STRATEGY + "\":" + spec.path(field) + "}");
            }
        });
        if (spec.path(APPLICATIONS).isArray()) {
            data.put(APPLICATIONS_KEY, "{\"applications\":" + spec.path(APPLICATIONS) + "}");
        }
        return SloControllerConfig.parse(data, schema).violations().stream()
                .map(this::finding)
                .toList();
    }

    private Finding finding(Violation violation) {
        String field = fieldByKey.getOrDefault(violation.key(), APPLICATIONS);
        return Finding.deny(
                PolicyReason.NodeSloInvalid,
                "spec." + field,
                violation.why().replace(STRATEGY + ".", "").replace("applications[", "["));
    }
}
