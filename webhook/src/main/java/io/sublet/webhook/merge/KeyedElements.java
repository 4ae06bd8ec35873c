package io.sublet.webhook.merge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The elements of a list while others are merged into it. Each is found by its key at once: a list may have as many elements as
 * fit into a document, and so may what is merged into it.
 */
final class KeyedElements {
    private final ListOrder order;
    /** In order; empty where one was removed. */
    private final List<Optional<JsonNode>> elements = new ArrayList<>();

    private final Map<JsonNode, List<Integer>> places = new HashMap<>();

    /** @param order says by what elements are the same */
    KeyedElements(ListOrder order) {
        this.order = order;
    }

    void add(JsonNode element) {
        places.computeIfAbsent(order.key(element), key -> new ArrayList<>(1)).add(elements.size());
        elements.add(Optional.of(element));
    }

    /** The first that has the same key. */
    Optional<JsonNode> firstLike(JsonNode element) {
        return Optional.ofNullable(places.get(order.key(element))).flatMap(indexes -> elements.get(indexes.getFirst()));
    }

    /** Puts an element in the place of the first that has its key, which must be there. */
    void replaceFirst(JsonNode element) {
        List<Integer> indexes = places.get(order.key(element));
        if (indexes == null) {
            throw new IllegalStateException("there is no element like " + element);
        }
        elements.set(indexes.getFirst(), Optional.of(element));
    }

    /** Removes all that have the same key. */
    void removeLike(JsonNode element) {
        List<Integer> indexes = places.remove(order.key(element));
        if (indexes != null) {
            indexes.forEach(index -> elements.set(index, Optional.empty()));
        }
    }

    List<JsonNode> left() {
        return elements.stream().flatMap(Optional::stream).toList();
    }
}
