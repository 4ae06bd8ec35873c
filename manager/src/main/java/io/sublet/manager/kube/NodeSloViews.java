package io.sublet.manager.kube;

import io.sublet.manager.view.NodeSloView;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From a NodeSLO to the record that the manager keeps: its spec, and who owns which field of it. Ownership is read from the
 * object's managed fields; see "Server-Side Apply" in the Kubernetes documentation for their form.
 */
final class NodeSloViews {
    /** What is read of a NodeSLO. */
    static final FieldSelection FIELDS = FieldSelection.none()
            .plus("metadata", "name")
            .plus("metadata", "managedFields")
            .plus("spec");

    private NodeSloViews() {}

    /** @param slo of {@link #FIELDS} */
    static NodeSloView view(JsonObject slo) {
        JsonObject metadata = slo.objectOrEmpty("metadata");
        Set<String> owned = new HashSet<>();
        Map<String, String> foreign = new HashMap<>();
        for (JsonObject entry : metadata.objects("managedFields")) {
            String manager = entry.string("manager").orElse("");
            boolean ours = ApiWriter.FIELD_MANAGER.equals(manager)
                    && entry.string("operation").filter("Apply"::equals).isPresent();
            forEachSpecField(entry, ours ? owned::add : path -> foreign.put(path, manager));
        }
        return new NodeSloView(
                metadata.string("name").orElseThrow(), slo.objectOrEmpty("spec").fields(), owned, foreign);
    }

    private static void forEachSpecField(JsonObject entry, Consumer<String> path) {
        if (entry.string("subresource").filter(name -> !name.isEmpty()).isEmpty()) {
            entry.objectOrEmpty("fieldsV1").object("f:spec").ifPresent(spec -> walk("", spec.fields(), path));
        }
    }

    /** Keys are {@code f:name}; {@code .} stands for the object itself, which nobody disputes. */
    private static void walk(String prefix, Map<?, ? extends @Nullable Object> fields, Consumer<String> path) {
        fields.forEach((key, value) -> {
            String name = String.valueOf(key);
            if (!name.startsWith("f:")) {
                return;
            }
            String here = prefix + name.substring(2);
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                walk(here + ".", inner, path);
            } else {
                path.accept(here);
            }
        });
    }
}
