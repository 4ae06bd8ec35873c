package io.sublet.webhook.merge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The order of a merged list. The patch decides the order of its own elements, the original that of the rest; the two are
 * zipped so that an element of the original goes first only if it stood before the patch's next one in the original. So
 * elements that the patch brings anew come first, as they do in Kubernetes.
 *
 * @param member by which elements are the same; empty when they are compared as values
 */
record ListOrder(Optional<String> member) {

    static ListOrder byMember(String member) {
        return new ListOrder(Optional.of(member));
    }

    static ListOrder byValue() {
        return new ListOrder(Optional.empty());
    }

    /** By what it is the same as another. */
    JsonNode key(JsonNode item) {
        return member.isPresent() && item.isObject() ? item.path(member.get()) : item;
    }

    /** The merged elements in order. Lists may have as many elements as fit into a pod, so none is searched for each element. */
    ArrayNode arrange(List<JsonNode> merged, List<JsonNode> patch, List<JsonNode> original) {
        Map<JsonNode, Integer> inPatch = places(patch);
        Map<JsonNode, Integer> inOriginal = places(original);
        List<JsonNode> patched = new ArrayList<>();
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode item : merged) {
            (place(inPatch, item) >= 0 ? patched : kept).add(item);
        }
        patched.sort(Comparator.comparingInt(item -> place(inPatch, item)));
        kept.sort(Comparator.comparingInt(item -> place(inOriginal, item)));
        return zip(kept, patched, inOriginal);
    }

    /** Where each first stands, by what makes elements the same. */
    private Map<JsonNode, Integer> places(List<JsonNode> items) {
        Map<JsonNode, Integer> places = new HashMap<>();
        for (int i = 0; i < items.size(); i++) {
            places.putIfAbsent(key(items.get(i)), i);
        }
        return places;
    }

    /** -1 if there is none. */
    private int place(Map<JsonNode, Integer> places, JsonNode item) {
        return places.getOrDefault(key(item), -1);
    }

    private ArrayNode zip(List<JsonNode> kept, List<JsonNode> patched, Map<JsonNode, Integer> inOriginal) {
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        int nextKept = 0;
        int nextPatched = 0;
        while (nextKept < kept.size() || nextPatched < patched.size()) {
            if (nextPatched == patched.size()
                    || (nextKept < kept.size() && before(inOriginal, kept.get(nextKept), patched.get(nextPatched)))) {
                result.add(kept.get(nextKept++));
            } else {
                result.add(patched.get(nextPatched++));
            }
        }
        return result;
    }

    private boolean before(Map<JsonNode, Integer> inOriginal, JsonNode left, JsonNode right) {
        int rightAt = place(inOriginal, right);
        return rightAt >= 0 && place(inOriginal, left) < rightAt;
    }
}
