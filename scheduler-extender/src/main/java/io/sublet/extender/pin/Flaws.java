package io.sublet.extender.pin;

import io.sublet.protocol.Parsed;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is wrong with annotations. */
final class Flaws {
    private Flaws() {}

    /** One clause about the first, by name, that cannot be read; empty if all can. */
    static Optional<String> first(Map<String, Parsed<?>> annotations) {
        for (Map.Entry<String, Parsed<?>> annotation : new TreeMap<>(annotations).entrySet()) {
            if (annotation.getValue() instanceof Parsed.Invalid<?>(String why)) {
                return Optional.of("annotation " + annotation.getKey() + " cannot be read: " + why);
            }
        }
        return Optional.empty();
    }
}
