package io.sublet.webhook.selection;

import com.fasterxml.jackson.databind.JsonNode;
import io.sublet.protocol.LabelSyntax;
import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Kubernetes label selector as a JSON tree, with all that is wrong with it.
 *
 * @param query what it selects, as far as it can be read; everything where there is no selector
 * @param flaws one clause each, in the order of the tree
 */
public record SelectorTree(LabelQuery query, List<Flaw> flaws) {

    /**
     * Something that Kubernetes would not accept in a selector.
     *
     * @param path below the selector, as {@code matchExpressions[0].values}
     */
    public record Flaw(String path, String why) {}

    public SelectorTree {
        flaws = List.copyOf(flaws);
    }

    public static SelectorTree of(JsonNode selector) {
        List<Condition> conditions = new ArrayList<>();
        List<Flaw> flaws = new ArrayList<>();
        if (!selector.isMissingNode() && !selector.isNull() && !selector.isObject()) {
            flaws.add(new Flaw("", "is not an object"));
        }
        for (Map.Entry<String, JsonNode> label : selector.path("matchLabels").properties()) {
            String path = "matchLabels[" + label.getKey() + "]";
            String value = label.getValue().asText();
            LabelSyntax.flawOfKey(label.getKey())
                    .or(() -> LabelSyntax.flawOfValue(value))
                    .ifPresent(why -> flaws.add(new Flaw(path, why)));
            conditions.add(new In(label.getKey(), Set.of(value)));
        }
        int index = 0;
        for (JsonNode expression : selector.path("matchExpressions")) {
            condition(expression, "matchExpressions[" + index++ + "]", flaws).ifPresent(conditions::add);
        }
        return new SelectorTree(new LabelQuery(conditions), flaws);
    }

    private static Optional<Condition> condition(JsonNode expression, String path, List<Flaw> flaws) {
        String key = expression.path("key").asText();
        LabelSyntax.flawOfKey(key).ifPresent(why -> flaws.add(new Flaw(path + ".key", why)));
        Set<String> values = new HashSet<>();
        for (JsonNode value : expression.path("values")) {
            LabelSyntax.flawOfValue(value.asText()).ifPresent(why -> flaws.add(new Flaw(path + ".values", why)));
            values.add(value.asText());
        }
        String operator = expression.path("operator").asText();
        boolean takesValues = operator.endsWith("In");
        if (takesValues == values.isEmpty()) {
            flaws.add(new Flaw(
                    path + ".values", operator + " takes " + (takesValues ? "at least one value" : "no values")));
        }
        return switch (operator) {
            case "In" -> Optional.of(new In(key, values));
            case "NotIn" -> Optional.of(new NotIn(key, values));
            case "Exists" -> Optional.of(new Exists(key));
            case "DoesNotExist" -> Optional.of(new DoesNotExist(key));
            default -> {
                flaws.add(new Flaw(
                        path + ".operator", "must be In, NotIn, Exists or DoesNotExist, was '" + operator + "'"));
                yield Optional.empty();
            }
        };
    }
}
