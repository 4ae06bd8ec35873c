package io.sublet.webhook.registration;

import io.sublet.webhook.profile.LabelQuery.Condition;
import io.sublet.webhook.profile.LabelQuery.DoesNotExist;
import io.sublet.webhook.profile.LabelQuery.Exists;
import io.sublet.webhook.profile.LabelQuery.In;
import io.sublet.webhook.profile.LabelQuery.NotIn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What conditions allow the label of one key to be. Values that no object can have, because the API server
 * refuses them, do not count: it would refuse a registration that names them as well.
 *
 * @param absent whether the label may be missing
 * @param except whether {@code values} are those that it must not have, rather than those that it may have
 * @param values some values
 */
record LabelRange(boolean absent, boolean except, SortedSet<String> values) {
    private static final String NAME = "([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)";
    private static final String DOMAIN_PART = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern VALUE = Pattern.compile(NAME + "?");
    private static final Pattern KEY = Pattern.compile("(" + DOMAIN_PART + "(\\." + DOMAIN_PART + ")*/)?" + NAME);

    /** What one condition allows. */
    static LabelRange of(Condition condition) {
        return switch (condition) {
            case In in -> new LabelRange(false, false, possible(in.values()));
            case NotIn notIn -> new LabelRange(true, true, possible(notIn.values()));
            case Exists exists -> new LabelRange(false, true, new TreeSet<>());
            case DoesNotExist not -> new LabelRange(true, false, new TreeSet<>());
        };
    }

    /** Whether an object can have a label with this key. */
    static boolean isPossibleKey(String key) {
        return key.length() <= 253 && KEY.matcher(key).matches();
    }

    private static SortedSet<String> possible(Set<String> values) {
        SortedSet<String> possible = new TreeSet<>(values);
        possible.removeIf(value -> !VALUE.matcher(value).matches());
        return possible;
    }

    /** What both allow. */
    LabelRange and(LabelRange other) {
        boolean both = absent && other.absent;
        if (except && other.except) {
            return new LabelRange(both, true, union(values, other.values));
        }
        if (except) {
            return new LabelRange(both, false, difference(other.values, values));
        }
        return new LabelRange(
                both, false, other.except ? difference(values, other.values) : intersection(values, other.values));
    }

    /** What one of them allows. */
    LabelRange or(LabelRange other) {
        boolean either = absent || other.absent;
        if (!except && !other.except) {
            return new LabelRange(either, false, union(values, other.values));
        }
        if (except && other.except) {
            return new LabelRange(either, true, intersection(values, other.values));
        }
        return new LabelRange(
                either, true, except ? difference(values, other.values) : difference(other.values, values));
    }

    boolean isNothing() {
        return !absent && !except && values.isEmpty();
    }

    /**
     * The conditions of a label selector that allow this and as little more as they can: a selector cannot say that a label
     * is missing or has one of some values, so it then says nothing.
     */
    List<Condition> conditions(String key) {
        List<Condition> conditions = new ArrayList<>();
        if (except) {
            if (!absent) {
                conditions.add(new Exists(key));
            }
            if (!values.isEmpty()) {
                conditions.add(new NotIn(key, values));
            }
        } else if (!absent) {
            conditions.add(new In(key, values));
        } else if (values.isEmpty()) {
            conditions.add(new DoesNotExist(key));
        }
        return conditions;
    }

    private static SortedSet<String> union(SortedSet<String> left, SortedSet<String> right) {
        SortedSet<String> result = new TreeSet<>(left);
        result.addAll(right);
        return result;
    }

    private static SortedSet<String> intersection(SortedSet<String> left, SortedSet<String> right) {
        SortedSet<String> result = new TreeSet<>(left);
        result.retainAll(right);
        return result;
    }

    private static SortedSet<String> difference(SortedSet<String> left, SortedSet<String> right) {
        SortedSet<String> result = new TreeSet<>(left);
        result.removeAll(right);
        return result;
    }
}
