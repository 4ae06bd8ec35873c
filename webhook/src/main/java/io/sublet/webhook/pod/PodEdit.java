package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Changes to a draft's tree until it becomes the next draft. The draft itself stays as it is: a node is copied, without what
 * is below it, when it is first asked for to be changed, and all other nodes are shared between the trees. So a change costs
 * what it changes, and trees are compared as fast where they are the same. Used by one thread.
 */
final class PodEdit {

    private final ProfileDecisions decisions;

    /** Nodes that no draft holds, which alone may be changed. */
    private final Set<JsonNode> own = Collections.newSetFromMap(new IdentityHashMap<>());

    private ObjectNode tree;

    PodEdit(PodDraft draft) {
        this.tree = draft.tree();
        this.decisions = draft.decisions();
    }

    /** To be changed. */
    ObjectNode spec() {
        return member(root(), "spec");
    }

    /** The containers of a list of the spec, to be changed; none if there is no such list. */
    List<ObjectNode> containers(String list) {
        if (!(tree.path("spec").path(list) instanceof ArrayNode)) {
            return List.of();
        }
        ArrayNode owned = list(spec(), list);
        List<ObjectNode> containers = new ArrayList<>(owned.size());
        for (int i = 0; i < owned.size(); i++) {
            containers.add(element(owned, i));
        }
        return containers;
    }

    /**
     * A member to be changed, made where it is absent or null.
     *
     * @param parent itself to be changed
     */
    ObjectNode member(ObjectNode parent, String name) {
        if (!(parent.path(name) instanceof ObjectNode present)) {
            ObjectNode made = JsonNodeFactory.instance.objectNode();
            own.add(made);
            parent.set(name, made);
            return made;
        }
        ObjectNode owned = owned(present);
        parent.set(name, owned);
        return owned;
    }

    /**
     * A list to be changed, made where it is absent or null.
     *
     * @param parent itself to be changed
     */
    ArrayNode list(ObjectNode parent, String name) {
        if (parent.path(name) instanceof ArrayNode present && own.contains(present)) {
            return present;
        }
        ArrayNode owned = JsonNodeFactory.instance.arrayNode();
        if (parent.path(name) instanceof ArrayNode present) {
            owned.addAll(present);
        }
        own.add(owned);
        parent.set(name, owned);
        return owned;
    }

    /** An object in a list, both to be changed. */
    ObjectNode element(ArrayNode list, int index) {
        ObjectNode owned = owned((ObjectNode) list.path(index));
        list.set(index, owned);
        return owned;
    }

    /** Labels or annotations as they are now. */
    SortedMap<String, String> keys(String part) {
        SortedMap<String, String> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member :
                tree.path("metadata").path(part).properties()) {
            values.put(member.getKey(), member.getValue().asText());
        }
        return values;
    }

    /** Sets a label or an annotation; {@code part} is {@code labels} or {@code annotations}. */
    void put(String part, String key, String value) {
        member(member(root(), "metadata"), part).put(key, value);
    }

    /** Replaces the whole tree. If the new one is no pod, says why and leaves the edit as it was. */
    Optional<String> replace(ObjectNode next) {
        Optional<String> flaw = PodShape.flaw(next);
        if (flaw.isEmpty()) {
            tree = next;
        }
        return flaw;
    }

    /** As it is now, to be read. */
    ObjectNode tree() {
        return tree;
    }

    PodDraft done() {
        return new PodDraft(tree, decisions);
    }

    private ObjectNode root() {
        tree = owned(tree);
        return tree;
    }

    private ObjectNode owned(ObjectNode node) {
        if (own.contains(node)) {
            return node;
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        copy.setAll(node);
        own.add(copy);
        return copy;
    }
}
