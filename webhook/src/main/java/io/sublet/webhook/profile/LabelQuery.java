package io.sublet.webhook.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A label selector: every condition must hold. Without conditions it matches everything, as an absent one does here. */
public record LabelQuery(List<Condition> conditions) {
    public static final LabelQuery EVERYTHING = new LabelQuery(List.of());

    /** One condition on the label of one key. */
    public sealed interface Condition {
        String key();

        boolean holds(Map<String, String> labels);

        /** As {@code kubectl --selector} would have it. */
        String text();
    }

    /** The label is there with one of the values. */
    public record In(String key, Set<String> values) implements Condition {
        public In {
            values = Set.copyOf(values);
        }

        @Override
        public boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return value != null && values.contains(value);
        }

        @Override
        public String text() {
            return values.size() == 1 ? key + "=" + values.iterator().next() : key + " in (" + listed(values) + ")";
        }
    }

    /** The label is not there, or has none of the values. */
    public record NotIn(String key, Set<String> values) implements Condition {
        public NotIn {
            values = Set.copyOf(values);
        }

        @Override
        public boolean holds(Map<String, String> labels) {
            String value = labels.get(key);
            return value == null || !values.contains(value);
        }

        @Override
        public String text() {
            return key + " notin (" + listed(values) + ")";
        }
    }

    /** The label is there. */
    public record Exists(String key) implements Condition {
        @Override
        public boolean holds(Map<String, String> labels) {
            return labels.containsKey(key);
        }

        @Override
        public String text() {
            return key;
        }
    }

    /** The label is not there. */
    public record DoesNotExist(String key) implements Condition {
        @Override
        public boolean holds(Map<String, String> labels) {
            return !labels.containsKey(key);
        }

        @Override
        public String text() {
            return "!" + key;
        }
    }

    public LabelQuery {
        conditions = List.copyOf(conditions);
    }

    public boolean isEverything() {
        return conditions.isEmpty();
    }

    public boolean matches(Map<String, String> labels) {
        return unmet(labels).isEmpty();
    }

    /** The first condition that does not hold; empty if the labels match. */
    public Optional<Condition> unmet(Map<String, String> labels) {
        for (Condition condition : conditions) {
            if (!condition.holds(labels)) {
                return Optional.of(condition);
            }
        }
        return Optional.empty();
    }

    private static String listed(Set<String> values) {
        return String.join(",", new TreeSet<>(values));
    }
}
