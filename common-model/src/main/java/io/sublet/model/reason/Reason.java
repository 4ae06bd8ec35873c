package io.sublet.model.reason;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Why something was done or left. The same object becomes the log line, the event, the metric label and the answer of the
 * explaining APIs.
 *
 * @param code the kind
 * @param facts the values that led to it, in the order in which a person wants to read them
 */
public record Reason(ReasonCode code, Map<String, Object> facts) {
    public Reason {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    public static Reason of(ReasonCode code) {
        return new Reason(code, Map.of());
    }

    /** A copy with one more fact at the end. */
    public Reason with(String fact, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(facts);
        more.put(fact, value);
        return new Reason(code, more);
    }

    /** The sentence, then the facts as {@code name=value}. */
    public String text() {
        String list = facts.entrySet().stream()
                .map(f -> f.getKey() + "=" + f.getValue())
                .collect(Collectors.joining(" "));
        return list.isEmpty() ? code.sentence() : code.sentence() + " " + list;
    }

    @Override
    public String toString() {
        return code.name() + ": " + text();
    }
}
