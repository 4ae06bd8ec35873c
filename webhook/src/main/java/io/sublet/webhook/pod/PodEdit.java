package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A copy of a draft's tree that may be changed until it becomes the next draft. Used by one thread. */
final class PodEdit {

    private final ProfileDecisions decisions;
    private ObjectNode tree;

    PodEdit(PodDraft draft) {
        this.tree = draft.tree().deepCopy();
        this.decisions = draft.decisions();
    }

    ObjectNode spec() {
        return object(tree, "spec");
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
        object(object(tree, "metadata"), part).put(key, value);
    }

    /** Replaces the whole tree. If the new one is no pod, says why and leaves the edit as it was. */
    Optional<String> replace(ObjectNode next) {
        Optional<String> flaw = PodShape.flaw(next);
        if (flaw.isEmpty()) {
            tree = next;
        }
        return flaw;
    }

    ObjectNode tree() {
        return tree;
    }

    PodDraft done() {
        return new PodDraft(tree, decisions);
    }

    /** The member as an object, made where it is absent or null. */
    private static ObjectNode object(ObjectNode parent, String name) {
        return parent.path(name) instanceof ObjectNode present ? present : parent.putObject(name);
    }
}
