package io.sublet.cli.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a value stands in a document: the names of the objects around it and its own. Lists are values as a whole. */
public record LeafPath(List<String> names) {
    static final LeafPath ROOT = new LeafPath(List.of());

    public LeafPath {
        names = List.copyOf(names);
    }

    LeafPath then(String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return new LeafPath(longer);
    }

    /** Every value of a document, in its order. */
    static Map<LeafPath, Object> leaves(Object document) {
        Map<LeafPath, Object> leaves = new LinkedHashMap<>();
        collect(ROOT, document, leaves);
        return leaves;
    }

    private static void collect(LeafPath path, @Nullable Object tree, Map<LeafPath, Object> leaves) {
        if (tree instanceof Map<?, ?> fields && !fields.isEmpty()) {
            fields.forEach((name, value) -> collect(path.then(String.valueOf(name)), value, leaves));
        } else if (tree != null && !(tree instanceof Map<?, ?>)) {
            leaves.put(path, tree);
        }
    }

    /** Whether a document says this value: null and an empty list say nothing, and names may differ in case. */
    boolean isSaidIn(@Nullable Object document) {
        Object at = document;
        for (String name : names) {
            if (!(at instanceof Map<?, ?> fields)) {
                return false;
            }
            at = child(fields, name);
        }
        return at != null && !(at instanceof List<?> list && list.isEmpty());
    }

    private static @Nullable Object child(Map<?, ?> fields, String name) {
        if (fields.containsKey(name)) {
            return fields.get(name);
        }
        for (Map.Entry<?, ?> field : fields.entrySet()) {
            if (name.equalsIgnoreCase(String.valueOf(field.getKey()))) {
                return field.getValue();
            }
        }
        return null;
    }

    /** As {@code lsClass.cpuQOS.groupIdentity}; empty for the whole document. */
    @Override
    public String toString() {
        return String.join(".", names);
    }
}
