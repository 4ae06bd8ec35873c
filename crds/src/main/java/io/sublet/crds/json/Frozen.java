package io.sublet.crds.json;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unmodifiable copies in the order of the document, for records that a JSON parser may give null.
 *
 * <p>JDK copies ({@code List.copyOf}, {@code Map.copyOf}) refuse null elements, which JSON may hold, and the map forgets
 * the order. Copies are shallow.
 */
public final class Frozen {

    private Frozen() {}

    /** A copy of the list; null becomes empty. */
    public static <T extends @Nullable Object> List<T> list(@Nullable List<T> values) {
        return values == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(values));
    }

    /** A copy of the map; null becomes empty. */
    public static <V extends @Nullable Object> Map<String, V> map(@Nullable Map<String, V> values) {
        return values == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}
