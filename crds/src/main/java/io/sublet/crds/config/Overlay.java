package io.sublet.crds.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays one JSON object over another, by the rules of the protocol, whose writers leave out what is empty:
 *
 * <ol>
 *   <li>a field that the overlay does not name, or names with null, keeps its value;
 *   <li>objects merge field by field, at any depth;
 *   <li>anything else, lists included, is replaced; an explicit 0 or false counts;
 *   <li>except that an empty list replaces nothing, and an empty string does not replace the text of a policy that cannot be
 *       null in the protocol;
 *   <li>a map whose entries are objects merges entry by entry, but an entry is replaced whole.
 * </ol>
 */
public final class Overlay {
    /** Texts for which the empty string means "not said". */
    private static final Set<String> PLAIN_TEXTS = Set.of("cpuSuppressPolicy", "cpuEvictPolicy", "policy");
    /** Objects whose fields are not of the protocol but names that a person chose, with objects under them. */
    private static final Set<String> MAPS_OF_OBJECTS = Set.of("ratioModel", "extensions");

    private Overlay() {}

    /** A new object; neither argument is changed, and unchanged parts are shared. */
    public static Map<String, @Nullable Object> merge(
            Map<String, @Nullable Object> base, Map<String, @Nullable Object> over) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>(base);
        over.forEach((name, value) -> {
            if (says(name, value)) {
                boolean whole = !(value instanceof Map<?, ?>);
                merged.put(name, whole ? value : mergeObjects(name, merged.get(name), fields(value)));
            }
        });
        return merged;
    }

    private static boolean says(String name, @Nullable Object value) {
        return value != null
                && !(value instanceof List<?> items && items.isEmpty())
                && !("".equals(value) && PLAIN_TEXTS.contains(name));
    }

    private static Map<String, @Nullable Object> mergeObjects(
            String name, @Nullable Object base, Map<String, @Nullable Object> over) {
        Map<String, @Nullable Object> from = base instanceof Map<?, ?> ? fields(base) : Map.of();
        if (!MAPS_OF_OBJECTS.contains(name)) {
            return merge(from, over);
        }
        Map<String, @Nullable Object> entries = new LinkedHashMap<>(from);
        over.forEach((entry, value) -> {
            if (value != null) {
                entries.put(entry, value);
            }
        });
        return entries;
    }

    @SuppressWarnings("unchecked") // every map in a JSON tree has string keys
    private static Map<String, @Nullable Object> fields(Object tree) {
        return (Map<String, @Nullable Object>) tree;
    }
}
