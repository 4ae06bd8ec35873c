package io.sublet.manager.slo;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object seen as its leaves: the fields that server-side apply gives to one owner each. A list is one leaf, and so is
 * an object without fields.
 */
final class FieldTree {
    private FieldTree() {}

    /** Value by path, as {@code cpuBurstStrategy.policy}. */
    static Map<String, @Nullable Object> leaves(Map<String, @Nullable Object> tree) {
        Map<String, @Nullable Object> leaves = new LinkedHashMap<>();
        collect("", tree, leaves);
        return leaves;
    }

    private static void collect(String prefix, Map<?, ?> tree, Map<String, @Nullable Object> leaves) {
        tree.forEach((name, value) -> {
            String path = prefix + name;
            if (value instanceof Map<?, ?> fields && !fields.isEmpty()) {
                collect(path + ".", fields, leaves);
            } else {
                leaves.put(path, value);
            }
        });
    }

    /** The tree without some of its leaves, and without objects that only held such. */
    static Map<String, @Nullable Object> without(Map<String, @Nullable Object> tree, Set<String> paths) {
        return without("", tree, paths);
    }

    private static Map<String, @Nullable Object> without(String prefix, Map<?, ?> tree, Set<String> paths) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        tree.forEach((name, value) -> {
            String path = prefix + name;
            if (paths.contains(path)) {
                return;
            }
            if (value instanceof Map<?, ?> fields && !fields.isEmpty()) {
                Map<String, @Nullable Object> inner = without(path + ".", fields, paths);
                if (!inner.isEmpty()) {
                    kept.put(String.valueOf(name), inner);
                }
            } else {
                kept.put(String.valueOf(name), value);
            }
        });
        return kept;
    }

    /** The value at a path; empty if there is none. */
    static Optional<Object> at(Map<String, @Nullable Object> tree, String path) {
        Map<?, ?> current = tree;
        String rest = path;
        while (true) {
            @Nullable Object value = current.get(rest);
            if (value != null) {
                return Optional.of(value);
            }
            int dot = rest.indexOf('.');
            if (dot < 0 || !(current.get(rest.substring(0, dot)) instanceof Map<?, ?> inner)) {
                return Optional.empty();
            }
            current = inner;
            rest = rest.substring(dot + 1);
        }
    }

    /** Whether a value that is there is the one wanted: any object is, where an empty one is wanted. */
    static boolean holds(@Nullable Object there, @Nullable Object wanted) {
        if (wanted instanceof Map<?, ?> fields && fields.isEmpty()) {
            return there instanceof Map<?, ?>;
        }
        return same(there, wanted);
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return switch (one) {
            case Number number
            when other instanceof Number ->
                new BigDecimal(number.toString()).compareTo(new BigDecimal(other.toString())) == 0;
            case List<?> items when other instanceof List<?> others -> sameItems(items, others);
            case Map<?, ?> fields
            when other instanceof Map<?, ?> others ->
                fields.keySet().equals(others.keySet())
                        && fields.keySet().stream().allMatch(name -> same(fields.get(name), others.get(name)));
            case null, default -> Objects.equals(one, other);
        };
    }

    private static boolean sameItems(List<?> items, List<?> others) {
        if (items.size() != others.size()) {
            return false;
        }
        Iterator<?> other = others.iterator();
        return items.stream().allMatch(item -> same(item, other.next()));
    }
}
