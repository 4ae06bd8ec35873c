package io.sublet.crds.config;

import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which nodes an item of a strategy list is for: a Kubernetes label selector. One without requirements selects every node.
 *
 * @param labels label values that a node must have
 * @param expressions all of them must hold
 */
public record NodeSelector(Map<String, String> labels, List<Expression> expressions) {
    /** One requirement on one label. */
    public record Expression(String key, Operator operator, List<String> values) {
        public Expression {
            values = List.copyOf(values);
        }

        boolean holdsFor(Map<String, String> labels) {
            @Nullable String value = labels.get(key);
            return switch (operator) {
                case IN -> value != null && values.contains(value);
                case NOT_IN -> value == null || !values.contains(value);
                case EXISTS -> value != null;
                case DOES_NOT_EXIST -> value == null;
            };
        }
    }

    /** How a label's value is judged. */
    public enum Operator {
        IN("In"),
        NOT_IN("NotIn"),
        EXISTS("Exists"),
        DOES_NOT_EXIST("DoesNotExist");

        private final String wireName;

        Operator(String wireName) {
            this.wireName = wireName;
        }

        static Operator parse(JsonObject expression) {
            String text = expression.string("operator").orElse("");
            for (Operator operator : values()) {
                if (operator.wireName.equals(text)) {
                    return operator;
                }
            }
            throw new JsonException(
                    expression.pathOf("operator") + " must be In, NotIn, Exists or DoesNotExist, was '" + text + "'");
        }
    }

    public NodeSelector {
        labels = Map.copyOf(labels);
        expressions = List.copyOf(expressions);
    }

    public boolean selects(Map<String, String> nodeLabels) {
        return nodeLabels.entrySet().containsAll(labels.entrySet())
                && expressions.stream().allMatch(expression -> expression.holdsFor(nodeLabels));
    }

    /** Whether it has no requirement. */
    boolean selectsEverything() {
        return labels.isEmpty() && expressions.isEmpty();
    }

    /** The selector of a list item; empty where there is none, and such an item is for no node. */
    static Optional<NodeSelector> of(JsonObject item) {
        return item.object("nodeSelector").map(selector -> {
            List<Expression> expressions = new ArrayList<>();
            for (JsonObject expression : selector.objects("matchExpressions")) {
                expressions.add(expression(expression));
            }
            return new NodeSelector(matchLabels(selector), expressions);
        });
    }

    private static Map<String, String> matchLabels(JsonObject selector) {
        JsonObject labels = selector.objectOrEmpty("matchLabels");
        Map<String, String> matched = new LinkedHashMap<>();
        labels.fields().keySet().forEach(key -> labels.string(key).ifPresent(value -> matched.put(key, value)));
        return matched;
    }

    private static Expression expression(JsonObject expression) {
        Operator operator = Operator.parse(expression);
        List<String> values = expression.strings("values");
        boolean needsValues = operator == Operator.IN || operator == Operator.NOT_IN;
        if (needsValues == values.isEmpty()) {
            throw new JsonException(expression.pathOf("values") + " must " + (needsValues ? "not " : "")
                    + "be empty for the operator " + operator.wireName);
        }
        String key = expression.string("key").orElse("");
        if (key.isEmpty()) {
            throw new JsonException(expression.pathOf("key") + " must not be empty");
        }
        return new Expression(key, operator, values);
    }
}
