package io.sublet.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Random;

/** Trees with few names and values, so that two of them have much in common. */
public final class RandomTrees {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> NAMES = List.of("a", "b", "c/d", "e~f", "name", "");

    private RandomTrees() {}

    public static JsonNode next(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 8 : 5)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(random.nextBoolean());
            case 2 -> NODES.numberNode(random.nextInt(3));
            case 3 -> NODES.textNode("v" + random.nextInt(3));
            case 4 -> NODES.textNode("");
            case 5 -> list(random, depth);
            default -> object(random, depth);
        };
    }

    private static JsonNode list(Random random, int depth) {
        var list = NODES.arrayNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            list.add(next(random, depth - 1));
        }
        return list;
    }

    private static JsonNode object(Random random, int depth) {
        var object = NODES.objectNode();
        for (String name : NAMES) {
            if (random.nextInt(3) > 0) {
                object.set(name, next(random, depth - 1));
            }
        }
        return object;
    }
}
