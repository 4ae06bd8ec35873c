package io.sublet.webhook.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Applies JSON patches as RFC 6902 §4 and RFC 6901 word it, written apart from the program's own difference. */
public final class PatchedTree {

    private PatchedTree() {}

    /** A patched copy. Fails for an operation that cannot be carried out. */
    public static JsonNode of(JsonNode tree, JsonNode patch) {
        JsonNode result = tree.deepCopy();
        for (JsonNode operation : patch) {
            result = apply(result, operation);
        }
        return result;
    }

    private static JsonNode apply(JsonNode root, JsonNode operation) {
        String path = operation.path("path").textValue();
        JsonNode value = operation.path("value").deepCopy();
        if (path.isEmpty()) {
            if (operation.path("op").textValue().equals("replace")) {
                return value;
            }
            throw new IllegalArgumentException("the whole tree can only be replaced: " + operation);
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("no pointer: " + operation);
        }
        String[] tokens = path.substring(1).split("/", -1);
        JsonNode parent = root;
        for (int i = 0; i < tokens.length - 1; i++) {
            parent = child(parent, unescape(tokens[i]));
        }
        String last = unescape(tokens[tokens.length - 1]);
        if (parent instanceof ObjectNode object) {
            onObject(object, last, value, operation.path("op").textValue());
        } else if (parent instanceof ArrayNode array) {
            onArray(array, last, value, operation.path("op").textValue());
        } else {
            throw new IllegalArgumentException("nothing to change at: " + operation);
        }
        return root;
    }

    private static void onObject(ObjectNode object, String name, JsonNode value, String operation) {
        if (!operation.equals("add") && !object.has(name)) {
            throw new IllegalArgumentException("no member " + name + " to " + operation);
        }
        switch (operation) {
            case "add", "replace" -> object.set(name, value);
            case "remove" -> object.remove(name);
            default -> throw new IllegalArgumentException("unknown operation " + operation);
        }
    }

    private static void onArray(ArrayNode array, String token, JsonNode value, String operation) {
        int index = token.equals("-") ? array.size() : index(token);
        if (index > array.size() || (index == array.size() && !operation.equals("add"))) {
            throw new IllegalArgumentException("no element " + token + " to " + operation);
        }
        switch (operation) {
            case "add" -> array.insert(index, value);
            case "replace" -> array.set(index, value);
            case "remove" -> array.remove(index);
            default -> throw new IllegalArgumentException("unknown operation " + operation);
        }
    }

    private static JsonNode child(JsonNode parent, String token) {
        JsonNode child = parent.isArray() ? parent.get(index(token)) : parent.get(token);
        if (child == null) {
            throw new IllegalArgumentException("nothing at " + token);
        }
        return child;
    }

    private static int index(String token) {
        if (!token.matches("0|[1-9][0-9]*")) {
            throw new IllegalArgumentException("no index: " + token);
        }
        return Integer.parseInt(token);
    }

    private static String unescape(String token) {
        return token.replace("~1", "/").replace("~0", "~");
    }
}
