package io.sublet.manager.kube;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.sublet.manager.view.NodeSloView;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * From a NodeSLO to the record that the manager keeps: its spec, and who owns which field of it. Ownership is read from the
 * object's managed fields; see "Server-Side Apply" in the Kubernetes documentation for their form.
 */
final class NodeSloViews {
    private NodeSloViews() {}

    static NodeSloView view(GenericKubernetesResource slo) {
        Set<String> owned = new HashSet<>();
        Map<String, String> foreign = new HashMap<>();
        List<ManagedFieldsEntry> entries =
                Optional.ofNullable(slo.getMetadata().getManagedFields()).orElse(List.of());
        for (ManagedFieldsEntry entry : entries) {
            boolean ours = ApiWriter.FIELD_MANAGER.equals(entry.getManager()) && "Apply".equals(entry.getOperation());
            forEachSpecField(entry, ours ? owned::add : path -> foreign.put(path, String.valueOf(entry.getManager())));
        }
        return new NodeSloView(slo.getMetadata().getName(), spec(slo), owned, foreign);
    }

    private static Map<String, @Nullable Object> spec(GenericKubernetesResource slo) {
        @Nullable Object spec = slo.getAdditionalProperties().get("spec");
        return spec instanceof Map<?, ?> fields ? normalFields(fields) : Map.of();
    }

    private static Map<String, @Nullable Object> normalFields(Map<?, ?> fields) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        fields.forEach((name, field) -> copy.put(String.valueOf(name), normal(field)));
        return copy;
    }

    /** Whole numbers as Long and others as BigDecimal, as in trees that the manager reads itself. */
    private static @Nullable Object normal(@Nullable Object value) {
        return switch (value) {
            case Map<?, ?> fields -> normalFields(fields);
            case List<?> items -> {
                List<@Nullable Object> copy = new ArrayList<>();
                items.forEach(item -> copy.add(normal(item)));
                yield copy;
            }
            case Integer number -> number.longValue();
            case BigInteger number -> new BigDecimal(number);
            case Double number -> BigDecimal.valueOf(number);
            case null, default -> value;
        };
    }

    private static void forEachSpecField(ManagedFieldsEntry entry, Consumer<String> path) {
        if (entry.getSubresource() != null && !entry.getSubresource().isEmpty()) {
            return;
        }
        @Nullable
        Object fields = entry.getFieldsV1() == null
                ? null
                : entry.getFieldsV1().getAdditionalProperties().get("f:spec");
        if (fields instanceof Map<?, ?> spec) {
            walk("", spec, path);
        }
    }

    /** Keys are {@code f:name}; {@code .} stands for the object itself, which nobody disputes. */
    private static void walk(String prefix, Map<?, ?> fields, Consumer<String> path) {
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
