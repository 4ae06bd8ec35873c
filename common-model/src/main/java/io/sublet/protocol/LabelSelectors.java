package io.sublet.protocol;

import io.sublet.model.pod.LabelSelector;
import io.sublet.model.pod.LabelSelector.Expression;
import io.sublet.model.pod.LabelSelector.Operator;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Label selectors as they stand in Kubernetes objects. */
public final class LabelSelectors {
    private LabelSelectors() {}

    /**
     * Reads {@code {"matchLabels":…,"matchExpressions":…}}.
     *
     * @throws JsonException if it cannot be used
     */
    public static LabelSelector parse(JsonObject selector) {
        List<Expression> expressions = new ArrayList<>();
        for (JsonObject expression : selector.objects("matchExpressions")) {
            expressions.add(expression(expression));
        }
        JsonObject labels = selector.objectOrEmpty("matchLabels");
        Map<String, String> matched = new LinkedHashMap<>();
        labels.fields().keySet().forEach(key -> labels.string(key).ifPresent(value -> matched.put(key, value)));
        return new LabelSelector(matched, expressions);
    }

    private static Expression expression(JsonObject expression) {
        String text = expression.string("operator").orElse("");
        Operator operator = Operator.parse(text)
                .orElseThrow(() -> new JsonException(expression.pathOf("operator")
                        + " must be In, NotIn, Exists or DoesNotExist, was '" + text + "'"));
        List<String> values = expression.strings("values");
        if (operator.hasValues() == values.isEmpty()) {
            throw new JsonException(expression.pathOf("values") + " must " + (operator.hasValues() ? "not " : "")
                    + "be empty for the operator " + operator.wireName());
        }
        String key = expression.string("key").orElse("");
        if (key.isEmpty()) {
            throw new JsonException(expression.pathOf("key") + " must not be empty");
        }
        return new Expression(key, operator, values);
    }

    static Map<String, @Nullable Object> render(LabelSelector selector) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        if (!selector.labels().isEmpty()) {
            tree.put("matchLabels", new TreeMap<>(selector.labels()));
        }
        if (!selector.expressions().isEmpty()) {
            tree.put(
                    "matchExpressions",
                    selector.expressions().stream().map(LabelSelectors::render).toList());
        }
        return tree;
    }

    private static Map<String, @Nullable Object> render(Expression expression) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("key", expression.key());
        tree.put("operator", expression.operator().wireName());
        if (expression.operator().hasValues()) {
            tree.put("values", expression.values());
        }
        return tree;
    }
}
