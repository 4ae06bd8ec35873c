package io.sublet.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Trees that were right once: members gone, doubled, renamed, exchanged, or of another type. */
public final class Mutant {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<JsonNode> STRANGE = List.of(
            NODES.numberNode(Long.MIN_VALUE),
            NODES.numberNode(new BigDecimal("1e400")),
            NODES.numberNode(-0.5),
            NODES.textNode("9".repeat(400)),
            NODES.textNode("-1"),
            NODES.textNode("1e99"),
            NODES.textNode("0x10"),
            NODES.textNode("\u0000\ud83d\ude80\r\n\""),
            NODES.textNode("a".repeat(5000)),
            NODES.textNode("{\"containers\":{\"x\":[]}}"),
            NODES.arrayNode().addNull(),
            NODES.objectNode(),
            NODES.nullNode());

    private Mutant() {}

    /** Changes the tree in a few places. */
    public static void mutate(JsonNode tree, Random random) {
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            List<ContainerNode<?>> places = new ArrayList<>();
            collect(tree, places);
            if (!places.isEmpty()) {
                change(places.get(random.nextInt(places.size())), places, random);
            }
        }
    }

    private static void collect(JsonNode node, List<ContainerNode<?>> places) {
        if (node instanceof ContainerNode<?> container) {
            if (!container.isEmpty()) {
                places.add(container);
            }
            container.forEach(child -> collect(child, places));
        }
    }

    private static void change(ContainerNode<?> place, List<ContainerNode<?>> places, Random random) {
        if (place instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name + "x", object.remove(name));
                default -> object.set(name, replacement(places, random));
            }
        } else if (place instanceof ArrayNode array) {
            int index = random.nextInt(array.size());
            switch (random.nextInt(4)) {
                case 0 -> array.remove(index);
                case 1 -> array.insert(index, array.get(index).deepCopy());
                default -> array.set(index, replacement(places, random));
            }
        }
    }

    private static JsonNode replacement(List<ContainerNode<?>> places, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> RandomTrees.next(random, 3);
            case 1 -> places.get(random.nextInt(places.size())).deepCopy();
            default -> STRANGE.get(random.nextInt(STRANGE.size())).deepCopy();
        };
    }
}
