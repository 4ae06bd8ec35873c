package io.sublet.webhook.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The difference of two JSON trees as a JSON patch (RFC 6902) of {@code add}, {@code remove} and {@code replace}.
 *
 * <p>Deterministic: object members in the order of their names. Minimal in that no operation carries a value that both
 * trees hold at that place; in arrays the common head and tail are left out and the rest is compared by position.
 */
public final class JsonPatch {

    private final ArrayNode operations = JsonNodeFactory.instance.arrayNode();

    private JsonPatch() {}

    /** The operations that turn the first tree into the second; empty when they are equal. */
    public static ArrayNode between(JsonNode from, JsonNode to) {
        JsonPatch patch = new JsonPatch();
        patch.compare("", from, to);
        return patch.operations;
    }

    private void compare(String path, JsonNode from, JsonNode to) {
        if (areOne(from, to)) {
            return;
        }
        if (from instanceof ObjectNode before && to instanceof ObjectNode after) {
            compareObjects(path, before, after);
        } else if (from instanceof ArrayNode before && to instanceof ArrayNode after) {
            compareArrays(path, before, after);
        } else if (!from.equals(to)) {
            add("replace", path, to);
        }
    }

    /** Members that both trees share are passed over before their names are sorted, and most are. */
    private void compareObjects(String path, ObjectNode before, ObjectNode after) {
        TreeSet<String> names = new TreeSet<>();
        for (Map.Entry<String, JsonNode> member : before.properties()) {
            if (!areOne(after.get(member.getKey()), member.getValue())) {
                names.add(member.getKey());
            }
        }
        for (Map.Entry<String, JsonNode> member : after.properties()) {
            if (!before.has(member.getKey())) {
                names.add(member.getKey());
            }
        }
        for (String name : names) {
            String member = path + "/" + escape(name);
            if (!after.has(name)) {
                add("remove", member, null);
            } else if (!before.has(name)) {
                add("add", member, after.path(name));
            } else {
                compare(member, before.path(name), after.path(name));
            }
        }
    }

    /** Whether the trees share the node, so that nothing below it has to be compared. */
    @SuppressWarnings("ReferenceEquality") // equal nodes that are two are compared member by member
    private static boolean areOne(@Nullable JsonNode from, JsonNode to) {
        return from == to;
    }

    private void compareArrays(String path, ArrayNode before, ArrayNode after) {
        int shorter = Math.min(before.size(), after.size());
        int head = 0;
        while (head < shorter && before.get(head).equals(after.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < shorter - head && endsAlike(before, after, tail)) {
            tail++;
        }
        int paired = shorter - tail;
        for (int i = head; i < paired; i++) {
            compare(path + "/" + i, before.get(i), after.get(i));
        }
        // From the back, so that the indexes of those still to be removed stay as they are.
        for (int i = before.size() - tail - 1; i >= paired; i--) {
            add("remove", path + "/" + i, null);
        }
        for (int i = paired; i < after.size() - tail; i++) {
            add("add", path + "/" + i, after.get(i));
        }
    }

    private static boolean endsAlike(ArrayNode before, ArrayNode after, int fromEnd) {
        return before.get(before.size() - 1 - fromEnd).equals(after.get(after.size() - 1 - fromEnd));
    }

    private void add(String operation, String path, @Nullable JsonNode value) {
        ObjectNode node = operations.addObject().put("op", operation).put("path", path);
        if (value != null) {
            node.set("value", value);
        }
    }

    /** A member's name as a token of a JSON pointer (RFC 6901 §3). */
    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
