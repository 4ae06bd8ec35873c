package io.sublet.crds.config;

import io.sublet.protocol.json.JsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a reader finds wrong in one key's document. It goes on after a fault, so that all are found; whatever it returns
 * after one is not used.
 */
final class Findings {
    private final String key;
    private final String item;
    private final List<Violation> violations;
    private final List<Violation> warnings;

    private Findings(String key, String item, List<Violation> violations, List<Violation> warnings) {
        this.key = key;
        this.item = item;
        this.violations = violations;
        this.warnings = warnings;
    }

    static Findings of(String key) {
        return new Findings(key, "", new ArrayList<>(), new ArrayList<>());
    }

    /** The same findings, told about an item of the list per node. */
    Findings inItem(String name) {
        return new Findings(key, name, violations, warnings);
    }

    /** Says that the key cannot be used. */
    void reject(String why) {
        Violation violation = new Violation(key, item, why);
        if (!violations.contains(violation)) {
            violations.add(violation);
        }
    }

    /** Says what can be used all the same. */
    void warn(String why) {
        Violation warning = new Violation(key, item, why);
        if (!warnings.contains(warning)) {
            warnings.add(warning);
        }
    }

    /** What the reader returns; empty, and a violation, if it throws {@link JsonException}. */
    <T> Optional<T> attempt(Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (JsonException e) {
            reject(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** The value that the reader finds; nothing, and a violation, if it throws {@link JsonException}. */
    <T> Optional<T> find(Supplier<Optional<T>> reader) {
        return attempt(reader).flatMap(found -> found);
    }

    /** Whether no violation is found in the whole key. */
    boolean isClean() {
        return violations.isEmpty();
    }

    /** Whether no violation is found in the cluster part and in the item that is read. */
    boolean isCleanHere() {
        return violations.stream().noneMatch(v -> v.item().isEmpty() || v.item().equals(item));
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }

    List<Violation> warnings() {
        return List.copyOf(warnings);
    }
}
