package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The names of an object's fields. Documents written for Go's decoder may differ in case from the names of the protocol, and
 * that decoder takes them all the same; what it does not know it passes over in silence, and that is worth a warning.
 */
final class FieldNames {
    /** A name this many letters away is taken for a slip of the pen. */
    private static final int CLOSE = 3;

    private final Map<String, String> canonical = new LinkedHashMap<>();

    FieldNames(Collection<String> names) {
        names.forEach(name -> canonical.put(name.toLowerCase(Locale.ROOT), name));
    }

    static FieldNames of(String... names) {
        return new FieldNames(List.of(names));
    }

    Collection<String> all() {
        return canonical.values();
    }

    /** The object with every known field under its canonical name; of two spellings the exact one wins. */
    JsonObject canonicalize(JsonObject object) {
        Map<String, @Nullable Object> renamed = new LinkedHashMap<>();
        object.fields().forEach((name, value) -> {
            String to = canonical.getOrDefault(name.toLowerCase(Locale.ROOT), name);
            if (to.equals(name) || !object.fields().containsKey(to)) {
                renamed.put(to, value);
            }
        });
        return new JsonObject(renamed, object.path());
    }

    /** Canonical names, without fields that are not known, each of which is a warning. */
    JsonObject canonicalize(JsonObject object, Findings findings) {
        Map<String, @Nullable Object> known =
                new LinkedHashMap<>(canonicalize(object).fields());
        known.keySet().removeIf(name -> {
            boolean unknown = !canonical.containsValue(name);
            if (unknown) {
                warnOfUnknown(object.pathOf(name), name, canonical.values(), findings);
            }
            return unknown;
        });
        return new JsonObject(known, object.path());
    }

    static void warnOfUnknown(String path, String name, Collection<String> known, Findings findings) {
        findings.warn(path + " is not known and has no effect"
                + nearest(name, known).map(near -> "; is it " + near + "?").orElse(""));
    }

    private static Optional<String> nearest(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(candidate -> distance(name, candidate) <= CLOSE);
    }

    /** Letters to insert, remove or replace (Levenshtein), whatever their case. */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] before = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] now = new int[b.length() + 1];
            now[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(replaced, 1 + Math.min(before[j], now[j - 1]));
            }
            before = now;
        }
        return before[b.length()];
    }
}
