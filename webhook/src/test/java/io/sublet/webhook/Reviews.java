package io.sublet.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.sublet.webhook.review.Review;
import io.sublet.webhook.review.Review.Operation;
import io.sublet.webhook.review.Review.Target;

/** Reviews of objects without a subresource. */
public final class Reviews {
    private Reviews() {}

    public static Review create(String group, String resource, JsonNode object) {
        return review(Operation.CREATE, group, resource, object, MissingNode.getInstance());
    }

    public static Review update(String group, String resource, JsonNode before, JsonNode object) {
        return review(Operation.UPDATE, group, resource, object, before);
    }

    public static Review delete(String group, String resource, JsonNode object) {
        return review(Operation.DELETE, group, resource, MissingNode.getInstance(), object);
    }

    private static Review review(
            Operation operation, String group, String resource, JsonNode object, JsonNode oldObject) {
        JsonNode metadata = (operation == Operation.DELETE ? oldObject : object).path("metadata");
        Target target = new Target(
                group,
                resource,
                "",
                metadata.path("namespace").asText(),
                metadata.path("name").asText());
        return new Review("u", operation, target, "somebody", false, object, oldObject);
    }
}
