package io.sublet.crds.config;

import io.sublet.protocol.json.JsonException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a reader finds wrong in one key's document. It goes on after a fault, so that all are found; whatever it returns
 * after one is not used. A document may have a fault in each few of its million characters: the first thousand are told.
 */
final class Findings {
    private static final int MOST = 1000;

    private final String key;
    private final String item;
    private final All all;

    /** Of the whole key, in the order in which they were found. */
    private static final class All {
        private final Set<Violation> violations = new LinkedHashSet<>();
        private final Set<Violation> warnings = new LinkedHashSet<>();
        private final Set<String> faultyItems = new HashSet<>();
    }

    private Findings(String key, String item, All all) {
        this.key = key;
        this.item = item;
        this.all = all;
    }

    static Findings of(String key) {
        return new Findings(key, "", new All());
    }

    /** The same findings, told about an item of the list per node. */
    Findings inItem(String name) {
        return new Findings(key, name, all);
    }

    /** Says that the key cannot be used. */
    void reject(String why) {
        all.faultyItems.add(item);
        add(all.violations, why);
    }

    /** Says what can be used all the same. */
    void warn(String why) {
        add(all.warnings, why);
    }

    private void add(Set<Violation> told, String why) {
        if (told.size() < MOST) {
            told.add(new Violation(key, item, why));
        } else {
            told.add(new Violation(key, "", "there may be more; only the first " + MOST + " are told"));
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
        return all.violations.isEmpty();
    }

    /** Whether no violation is found in the cluster part and in the item that is read. */
    boolean isCleanHere() {
        return !all.faultyItems.contains("") && !all.faultyItems.contains(item);
    }

    List<Violation> violations() {
        return List.copyOf(all.violations);
    }

    List<Violation> warnings() {
        return List.copyOf(all.warnings);
    }
}
