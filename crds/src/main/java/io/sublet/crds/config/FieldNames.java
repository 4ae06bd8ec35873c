package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of a document's fields. Documents written for Go's decoder may differ in case from the names of the protocol,
 * and that decoder takes them all the same.
 */
final class FieldNames {
    private final Map<String, String> canonical = new LinkedHashMap<>();

    FieldNames(Collection<String> names) {
        names.forEach(name -> canonical.put(name.toLowerCase(Locale.ROOT), name));
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
}
