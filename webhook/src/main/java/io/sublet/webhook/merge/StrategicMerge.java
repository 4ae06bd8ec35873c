package io.sublet.webhook.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.webhook.merge.MergeSchema.MergedList;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The strategic merge patch of Kubernetes ("Update API Objects in Place Using kubectl patch"; the directives are described
 * in the community design document "Strategic Merge Patch").
 *
 * <ol>
 *   <li>Objects merge member by member; {@code null} removes a member.
 *   <li>A list merges if the schema says so, else it is replaced.
 *   <li>Elements are paired by their merge key; new ones come first, see {@link ListOrder}.
 *   <li>Directives: {@code $patch: replace|delete|merge}, {@code $retainKeys}, {@code $deleteFromPrimitiveList/x},
 *       {@code $setElementOrder/x}. None is left in the result.
 * </ol>
 */
public final class StrategicMerge {

    private static final String PATCH = "$patch";
    private static final String RETAIN = "$retainKeys";
    private static final String DELETE_FROM = "$deleteFromPrimitiveList/";
    private static final String ORDER = "$setElementOrder/";

    private StrategicMerge() {}

    /**
     * The patched object; neither argument is changed. What the patch leaves alone is not copied: the result holds the same
     * nodes.
     *
     * @throws UnusablePatch for an unknown directive or an element without its merge key
     */
    public static ObjectNode apply(ObjectNode original, ObjectNode patch, MergeSchema schema) {
        return mergeObject(original, patch, schema);
    }

    private static ObjectNode mergeObject(ObjectNode original, ObjectNode patch, MergeSchema schema) {
        if (directive(patch).equals("delete")) {
            return JsonNodeFactory.instance.objectNode();
        }
        ObjectNode result = start(original, patch);
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            String name = member.getKey();
            if (name.startsWith(DELETE_FROM)) {
                deletePlainValues(result, name.substring(DELETE_FROM.length()), list(name, member.getValue()));
            } else if (!name.startsWith("$")) {
                mergeMember(result, name, member.getValue(), schema);
            } else if (!name.equals(PATCH) && !name.equals(RETAIN) && !name.startsWith(ORDER)) {
                throw new UnusablePatch("unknown directive '" + name + "'");
            }
        }
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            if (member.getKey().startsWith(ORDER)) {
                String name = member.getKey().substring(ORDER.length());
                reorder(result, original, name, list(member.getKey(), member.getValue()), schema);
            }
        }
        return result;
    }

    /** What the patch merges into: the original, or what its directives leave of it. */
    private static ObjectNode start(ObjectNode original, ObjectNode patch) {
        ObjectNode result = switch (directive(patch)) {
            case "", "merge" -> JsonNodeFactory.instance.objectNode().setAll(original);
            case "replace" -> JsonNodeFactory.instance.objectNode();
            default -> throw new UnusablePatch("unknown directive $patch: " + directive(patch));
        };
        if (patch.has(RETAIN)) {
            Set<String> kept = new HashSet<>();
            list(RETAIN, patch.path(RETAIN)).forEach(name -> kept.add(name.asText()));
            result.retain(kept);
        }
        return result;
    }

    private static void mergeMember(ObjectNode result, String name, JsonNode value, MergeSchema schema) {
        JsonNode before = result.path(name);
        if (value.isNull()) {
            result.remove(name);
        } else if (value instanceof ObjectNode patch) {
            ObjectNode original = before instanceof ObjectNode o ? o : JsonNodeFactory.instance.objectNode();
            result.set(name, mergeObject(original, patch, schema.below(name)));
        } else if (value instanceof ArrayNode patch) {
            ArrayNode original = before instanceof ArrayNode a ? a : JsonNodeFactory.instance.arrayNode();
            MergedList merged = schema.lists().get(name);
            result.set(name, merged == null ? patch : mergeList(name, original, patch, merged));
        } else {
            result.set(name, value);
        }
    }

    private static ArrayNode mergeList(String name, ArrayNode original, ArrayNode patch, MergedList schema) {
        return schema.key().isPresent()
                ? mergeByKey(name, original, patch, schema.key().get(), schema.element())
                : mergeSet(original, patch);
    }

    private static ArrayNode mergeSet(ArrayNode original, ArrayNode patch) {
        Set<JsonNode> merged = new LinkedHashSet<>();
        List<JsonNode> more = items(original);
        merged.addAll(more);
        for (JsonNode value : patch) {
            if (merged.add(value)) {
                more.add(value);
            }
        }
        return ListOrder.byValue().arrange(more, items(patch), items(original));
    }

    private static ArrayNode mergeByKey(
            String name, ArrayNode original, ArrayNode patch, String key, MergeSchema element) {
        ListOrder order = ListOrder.byMember(key);
        KeyedElements merged = new KeyedElements(order);
        if (!replacesWhole(patch)) {
            original.forEach(merged::add);
        }
        List<JsonNode> changes = new ArrayList<>();
        for (JsonNode item : patch) {
            if (!(item instanceof ObjectNode change)) {
                throw new UnusablePatch("an element of '" + name + "' is not an object");
            }
            if (!directive(change).equals("replace")) {
                if (!change.hasNonNull(key)) {
                    throw new UnusablePatch("an element of '" + name + "' has no '" + key + "'");
                }
                mergeElement(merged, change, element);
                changes.add(change);
            }
        }
        return order.arrange(merged.left(), changes, items(original));
    }

    private static void mergeElement(KeyedElements merged, ObjectNode change, MergeSchema element) {
        if (directive(change).equals("delete")) {
            merged.removeLike(change);
        } else if (merged.firstLike(change).orElse(null) instanceof ObjectNode original) {
            merged.replaceFirst(mergeObject(original, change, element));
        } else {
            merged.add(mergeObject(JsonNodeFactory.instance.objectNode(), change, element));
        }
    }

    /** One element with {@code $patch: replace}, itself dropped, makes the rest of the list take the original's place. */
    private static boolean replacesWhole(ArrayNode patch) {
        for (JsonNode item : patch) {
            if (item instanceof ObjectNode change && directive(change).equals("replace")) {
                return true;
            }
        }
        return false;
    }

    private static void deletePlainValues(ObjectNode result, String name, ArrayNode values) {
        if (result.path(name) instanceof ArrayNode before) {
            ArrayNode after = JsonNodeFactory.instance.arrayNode();
            Set<JsonNode> gone = new HashSet<>(items(values));
            before.forEach(value -> {
                if (!gone.contains(value)) {
                    after.add(value);
                }
            });
            result.set(name, after);
        }
    }

    private static void reorder(
            ObjectNode result, ObjectNode original, String name, ArrayNode wanted, MergeSchema schema) {
        MergedList list = schema.lists().get(name);
        if (list != null && result.path(name) instanceof ArrayNode current) {
            ListOrder order = list.key().map(ListOrder::byMember).orElseGet(ListOrder::byValue);
            List<JsonNode> before = original.path(name) instanceof ArrayNode a ? items(a) : List.of();
            result.set(name, order.arrange(items(current), items(wanted), before));
        }
    }

    private static String directive(ObjectNode patch) {
        return patch.path(PATCH).asText("");
    }

    private static ArrayNode list(String name, JsonNode value) {
        if (value instanceof ArrayNode array) {
            return array;
        }
        throw new UnusablePatch("'" + name + "' is not a list");
    }

    private static List<JsonNode> items(ArrayNode array) {
        List<JsonNode> items = new ArrayList<>(array.size());
        array.forEach(items::add);
        return items;
    }
}
