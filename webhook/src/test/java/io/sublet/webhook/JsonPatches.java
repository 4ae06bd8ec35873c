package io.sublet.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.zjsonpatch.JsonPatch;

/** Applies patches by a library that knows nothing of how they were made. */
public final class JsonPatches {
    private JsonPatches() {}

    /** The patched tree; neither argument is changed. */
    public static JsonNode apply(JsonNode tree, JsonNode patch) {
        return JsonPatch.apply(patch, tree.deepCopy());
    }
}
