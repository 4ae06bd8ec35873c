package io.sublet.webhook.profile;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A label selector: every condition must hold. Without conditions it matches everything, as an absent one does here. */
public record LabelQuery(List<Condition> conditions) {
    public static final LabelQuery EVERYTHING = new LabelQuery(List.of());

    /** One condition on the label of one key. */
    public sealed interface Condition {
        String key();

        boolean holds(Map<String, String> labels);
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
    }

    /** The label is there. */
    public record Exists(String key) implements Condition {
        @Override
        public boolean holds(Map<String, String> labels) {
            return labels.containsKey(key);
        }
    }

    /** The label is not there. */
    public record DoesNotExist(String key) implements Condition {
        @Override
        public boolean holds(Map<String, String> labels) {
            return !labels.containsKey(key);
        }
    }

    public LabelQuery {
        conditions = List.copyOf(conditions);
    }

    public boolean isEverything() {
        return conditions.isEmpty();
    }

    public boolean matches(Map<String, String> labels) {
        return conditions.stream().allMatch(condition -> condition.holds(labels));
    }
}
