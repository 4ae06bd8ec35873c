package io.sublet.webhook.selection;

import io.sublet.webhook.profile.LabelQuery;
import io.sublet.webhook.profile.LabelQuery.Condition;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How the objects that label queries match relate, whatever objects there are. Exact: conditions on different keys are
 * independent, so a query is the product of what it lets through key by key.
 */
public final class LabelOverlap {
    private LabelOverlap() {}

    /** Whether some labels match both. */
    public static boolean isPossible(LabelQuery one, LabelQuery other) {
        return isSatisfiable(new LabelQuery(Stream.concat(one.conditions().stream(), other.conditions().stream())
                .toList()));
    }

    /** Whether some labels match. */
    public static boolean isSatisfiable(LabelQuery query) {
        return constraints(query).values().stream().allMatch(LabelConstraint::isSatisfiable);
    }

    /** Whether whatever matches the narrow query matches the wide one too; also if nothing matches the narrow one. */
    public static boolean isWithin(LabelQuery narrow, LabelQuery wide) {
        if (!isSatisfiable(narrow)) {
            return true;
        }
        Map<String, LabelConstraint> inside = constraints(narrow);
        return constraints(wide).entrySet().stream()
                .allMatch(outside -> inside.getOrDefault(outside.getKey(), LabelConstraint.NONE)
                        .isWithin(outside.getValue()));
    }

    private static Map<String, LabelConstraint> constraints(LabelQuery query) {
        Map<String, LabelConstraint> byKey = new HashMap<>();
        for (Condition condition : query.conditions()) {
            byKey.merge(
                    condition.key(), LabelConstraint.NONE.and(condition), (before, ignored) -> before.and(condition));
        }
        return byKey;
    }
}
