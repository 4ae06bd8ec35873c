package io.sublet.webhook.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.webhook.patch.JsonPatch;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * What a webhook configuration should say, as a change of what it says. The configuration belongs to the chart. Written are
 * {@code caBundle} of all its webhooks, and of the one for new pods the selector of namespaces and one match condition; the
 * rest stays, whoever wrote it.
 *
 * <p>The chart's own requirements on namespaces stand in the annotation {@value #LIMITS}, because the selector itself is
 * replaced. Without the annotation the reach is the chart's and stays as it is.
 */
public final class Registration {
    /** The webhook whose reach follows the profiles. */
    public static final String PODS = "pods.webhook.sublet.io";

    /** A label selector in JSON. */
    public static final String LIMITS = "webhook.sublet.io/namespace-selector";

    /** The match condition that is written. */
    public static final String CONDITION = "selected-by-a-profile";

    /** The API server allows no more. */
    private static final int MOST_CONDITIONS = 64;

    private static final JsonMapper JSON = new JsonMapper();

    private Registration() {}

    /**
     * The configuration as it should be.
     *
     * @param present as it is
     * @param authorities as PEM; empty if somebody else enters them
     * @param reach empty if it is not known yet, which changes nothing
     */
    public static ObjectNode wanted(ObjectNode present, Optional<String> authorities, Optional<Reach> reach) {
        ObjectNode wanted = present.deepCopy();
        Optional<ObjectNode> limits = limits(wanted);
        for (JsonNode element : wanted.path("webhooks")) {
            if (element instanceof ObjectNode webhook) {
                authorities.ifPresent(pem -> member(webhook, "clientConfig").put("caBundle", encoded(pem)));
                if (reach.isPresent() && limits.isPresent() && isForNewPods(webhook)) {
                    reach(webhook, limits.get(), reach.get());
                }
            }
        }
        return wanted;
    }

    /**
     * The patch from one to the other; empty if they are equal. It fails if somebody has written since: nobody's change is
     * undone that was not seen.
     */
    public static ArrayNode patch(ObjectNode present, ObjectNode wanted) {
        ArrayNode changes = JsonPatch.between(present, wanted);
        if (changes.isEmpty()) {
            return changes;
        }
        ArrayNode patch = JsonNodeFactory.instance.arrayNode();
        patch.addObject()
                .put("op", "test")
                .put("path", "/metadata/resourceVersion")
                .set("value", present.path("metadata").path("resourceVersion"));
        return patch.addAll(changes);
    }

    private static boolean isForNewPods(ObjectNode webhook) {
        return webhook.path("name").asText().equals(PODS);
    }

    private static Optional<ObjectNode> limits(ObjectNode configuration) {
        String text =
                configuration.path("metadata").path("annotations").path(LIMITS).asText("");
        try {
            return JSON.readTree(text) instanceof ObjectNode limits ? Optional.of(limits) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static void reach(ObjectNode webhook, ObjectNode limits, Reach reach) {
        ObjectNode selector = limits.deepCopy();
        if (!reach.namespaces().isEverything()) {
            ArrayNode expressions = selector.path("matchExpressions") instanceof ArrayNode own
                    ? own
                    : selector.putArray("matchExpressions");
            reach.namespaces().conditions().forEach(condition -> expressions.add(requirement(condition)));
        }
        webhook.set("namespaceSelector", selector);
        ArrayNode conditions = JsonNodeFactory.instance.arrayNode();
        for (JsonNode condition : webhook.path("matchConditions")) {
            if (!condition.path("name").asText().equals(CONDITION)) {
                conditions.add(condition);
            }
        }
        Optional<String> expression = reach.expression();
        if (expression.isPresent() && conditions.size() < MOST_CONDITIONS) {
            conditions.addObject().put("name", CONDITION).put("expression", expression.get());
        }
        if (conditions.isEmpty()) {
            webhook.remove("matchConditions");
        } else {
            webhook.set("matchConditions", conditions);
        }
    }

    private static ObjectNode requirement(Condition condition) {
        return switch (condition) {
            case In in -> requirement(in.key(), "In", in.values());
            case NotIn notIn -> requirement(notIn.key(), "NotIn", notIn.values());
            case Exists exists -> requirement(exists.key(), "Exists", Set.of());
            case DoesNotExist not -> requirement(not.key(), "DoesNotExist", Set.of());
        };
    }

    private static ObjectNode requirement(String key, String operator, Set<String> values) {
        ObjectNode requirement =
                JsonNodeFactory.instance.objectNode().put("key", key).put("operator", operator);
        if (!values.isEmpty()) {
            ArrayNode list = requirement.putArray("values");
            values.stream().sorted().forEach(list::add);
        }
        return requirement;
    }

    private static ObjectNode member(ObjectNode parent, String name) {
        return parent.path(name) instanceof ObjectNode present ? present : parent.putObject(name);
    }

    private static String encoded(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }
}
