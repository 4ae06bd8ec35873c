package io.sublet.crds.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lays one JSON object over another, by the rules of the protocol:
 *
 * <ol>
 *   <li>a field that the overlay does not name, or names with null, keeps its value;
 *   <li>objects merge field by field, at any depth;
 *   <li>anything else, lists included, is replaced; an explicit 0 or false counts;
 *   <li>except that an empty string does not replace the text of a policy.
 * </ol>
 */
public final class Overlay {
    /** Texts for which the empty string means "not said". */
    private static final Set<String> POLICY_TEXTS = Set.of(
            "cpuSuppressPolicy",
            "cpuEvictPolicy",
            "policy",
            "cpuCalculatePolicy",
            "memoryCalculatePolicy",
            "metricMemoryCollectPolicy");

    private Overlay() {}

    /** A new object; neither argument is changed, and unchanged parts are shared. */
    public static Map<String, @Nullable Object> merge(
            Map<String, @Nullable Object> base, Map<String, @Nullable Object> over) {
        Map<String, @Nullable Object> merged = new LinkedHashMap<>(base);
        over.forEach((name, value) -> {
            if (value == null || ("".equals(value) && POLICY_TEXTS.contains(name))) {
                return;
            }
            merged.put(name, mergeValue(merged.get(name), value));
        });
        return merged;
    }

    @SuppressWarnings("unchecked") // every map in a JSON tree has string keys
    private static Object mergeValue(@Nullable Object base, Object over) {
        if (over instanceof Map<?, ?> overFields) {
            Map<String, @Nullable Object> from =
                    base instanceof Map<?, ?> baseFields ? (Map<String, @Nullable Object>) baseFields : Map.of();
            return merge(from, (Map<String, @Nullable Object>) overFields);
        }
        return over;
    }
}
