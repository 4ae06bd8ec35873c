package io.sublet.model.pod;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes label selector. One without requirements selects everything.
 *
 * @param labels label values that are required
 * @param expressions all of them must hold
 */
public record LabelSelector(Map<String, String> labels, List<Expression> expressions) {
    public static final LabelSelector EVERYTHING = new LabelSelector(Map.of(), List.of());

    /** One requirement on one label. */
    public record Expression(String key, Operator operator, List<String> values) {
        public Expression {
            values = List.copyOf(values);
        }

        private String text() {
            String list = "(" + String.join(",", values) + ")";
            return switch (operator) {
                case IN -> key + " in " + list;
                case NOT_IN -> key + " notin " + list;
                case EXISTS -> key;
                case DOES_NOT_EXIST -> "!" + key;
            };
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

        public String wireName() {
            return wireName;
        }

        /** Whether it compares with values. */
        public boolean hasValues() {
            return this == IN || this == NOT_IN;
        }

        public static Optional<Operator> parse(String text) {
            for (Operator operator : values()) {
                if (operator.wireName.equals(text)) {
                    return Optional.of(operator);
                }
            }
            return Optional.empty();
        }
    }

    public LabelSelector {
        labels = Map.copyOf(labels);
        expressions = List.copyOf(expressions);
    }

    public boolean selects(Map<String, String> found) {
        return found.entrySet().containsAll(labels.entrySet())
                && expressions.stream().allMatch(expression -> expression.holdsFor(found));
    }

    /** Whether it has no requirement. */
    public boolean selectsEverything() {
        return labels.isEmpty() && expressions.isEmpty();
    }

    /** The keys of the labels that it looks at. */
    public Stream<String> keys() {
        return Stream.concat(labels.keySet().stream(), expressions.stream().map(Expression::key));
    }

    /** As kubectl takes it: {@code pool=a,zone in (x,y),!spot}. */
    @Override
    public String toString() {
        return Stream.concat(
                        labels.entrySet().stream()
                                .sorted(Map.Entry.comparingByKey())
                                .map(label -> label.getKey() + "=" + label.getValue()),
                        expressions.stream().map(Expression::text))
                .collect(Collectors.joining(","));
    }
}
