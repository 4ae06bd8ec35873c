package io.sublet.webhook.selection;

import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What all conditions on one key together let through.
 *
 * @param absent whether an object without the label
 * @param only the values, if they are listed; else every value but those excluded
 * @param excluded values that are not let through; empty where they are listed
 */
record LabelConstraint(boolean absent, Optional<Set<String>> only, Set<String> excluded) {
    /** Of a key on which there is no condition. */
    static final LabelConstraint NONE = new LabelConstraint(true, Optional.empty(), Set.of());

    LabelConstraint and(Condition condition) {
        return switch (condition) {
            case In(String key, Set<String> values) -> new LabelConstraint(false, Optional.of(kept(values)), Set.of());
            case NotIn(String key, Set<String> values) ->
                only.isPresent()
                        ? new LabelConstraint(absent, Optional.of(without(only.get(), values)), Set.of())
                        : new LabelConstraint(absent, only, union(excluded, values));
            case Exists(String key) -> new LabelConstraint(false, only, excluded);
            case DoesNotExist(String key) -> new LabelConstraint(absent, Optional.of(Set.of()), Set.of());
        };
    }

    private Set<String> kept(Set<String> values) {
        Set<String> kept = new HashSet<>(values);
        only.ifPresent(kept::retainAll);
        kept.removeAll(excluded);
        return kept;
    }

    private static Set<String> without(Set<String> values, Set<String> some) {
        Set<String> rest = new HashSet<>(values);
        rest.removeAll(some);
        return rest;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new HashSet<>(one);
        all.addAll(other);
        return all;
    }

    /** Whether anything is let through. There are always more values than can be excluded. */
    boolean isSatisfiable() {
        return absent || only.map(values -> !values.isEmpty()).orElse(true);
    }

    /** Whether the other one lets through all that this one does. */
    boolean isWithin(LabelConstraint other) {
        if (absent && !other.absent) {
            return false;
        }
        if (only.isPresent()) {
            return only.get().stream().allMatch(other::letsThrough);
        }
        return other.only.isEmpty() && excluded.containsAll(other.excluded);
    }

    private boolean letsThrough(String value) {
        return only.map(values -> values.contains(value)).orElse(!excluded.contains(value));
    }
}
