package io.sublet.webhook.registration;

import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Label queries in CEL, on the labels of {@code object}. Keys and values are those of valid labels, so none holds a
 * character that would need to be escaped.
 */
final class LabelExpression {
    private static final String LABELS = "object.metadata.labels";

    private LabelExpression() {}

    /** True if one of the queries matches. */
    static String any(List<LabelQuery> queries) {
        return queries.stream().map(LabelExpression::all).collect(Collectors.joining(" || "));
    }

    private static String all(LabelQuery query) {
        return query.conditions().stream().map(LabelExpression::one).collect(Collectors.joining(" && ", "(", ")"));
    }

    private static String one(Condition condition) {
        return switch (condition) {
            case In in -> "(" + has(in.key()) + " && " + isIn(in.key(), in.values()) + ")";
            case NotIn notIn -> "!(" + has(notIn.key()) + " && " + isIn(notIn.key(), notIn.values()) + ")";
            case Exists exists -> "(" + has(exists.key()) + ")";
            case DoesNotExist not -> "!(" + has(not.key()) + ")";
        };
    }

    private static String has(String key) {
        return "has(" + LABELS + ") && " + quoted(key) + " in " + LABELS;
    }

    private static String isIn(String key, Set<String> values) {
        return LABELS + "[" + quoted(key) + "] in "
                + values.stream().sorted().map(LabelExpression::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String quoted(String text) {
        return "'" + text + "'";
    }
}
