package io.sublet.webhook.pod;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * The shape that mutators rely on: what is an object, a list or a text in a pod is one, or is absent or null. The API
 * server never sends anything else.
 */
final class PodShape {

    private PodShape() {}

    /** One clause that names the first member of the wrong shape; empty if there is none. */
    static Optional<String> flaw(JsonNode pod) {
        if (!pod.isObject() || !pod.path("spec").isObject()) {
            return Optional.of("spec is not an object");
        }
        JsonNode metadata = pod.path("metadata");
        JsonNode spec = pod.path("spec");
        return object("metadata", metadata)
                .or(() -> texts("metadata.labels", metadata.path("labels")))
                .or(() -> texts("metadata.annotations", metadata.path("annotations")))
                .or(() -> objects("metadata.ownerReferences", metadata.path("ownerReferences")))
                .or(() -> quantities("spec.overhead", spec.path("overhead")))
                .or(() -> resources("spec.resources", spec.path("resources")))
                .or(() -> containers("spec.initContainers", spec.path("initContainers")))
                .or(() -> containers("spec.containers", spec.path("containers")));
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }

    private static Optional<String> object(String path, JsonNode node) {
        return isAbsent(node) || node.isObject() ? Optional.empty() : Optional.of(path + " is not an object");
    }

    private static Optional<String> texts(String path, JsonNode node) {
        return object(path, node)
                .or(() -> node.properties().stream()
                        .filter(member -> !member.getValue().isTextual())
                        .map(member -> path + " '" + member.getKey() + "' is not text")
                        .findFirst());
    }

    private static Optional<String> objects(String path, JsonNode node) {
        if (isAbsent(node)) {
            return Optional.empty();
        }
        if (!node.isArray()) {
            return Optional.of(path + " is not a list");
        }
        for (JsonNode item : node) {
            if (!item.isObject()) {
                return Optional.of("an element of " + path + " is not an object");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> containers(String path, JsonNode node) {
        Optional<String> flaw = objects(path, node);
        if (flaw.isPresent()) {
            return flaw;
        }
        for (JsonNode container : node) {
            Optional<String> inside = resources(path + ".resources", container.path("resources"))
                    .or(() -> objects(path + ".env", container.path("env")))
                    .or(() -> objects(path + ".envFrom", container.path("envFrom")));
            if (inside.isPresent()) {
                return inside;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> resources(String path, JsonNode node) {
        return object(path, node)
                .or(() -> quantities(path + ".requests", node.path("requests")))
                .or(() -> quantities(path + ".limits", node.path("limits")));
    }

    private static Optional<String> quantities(String path, JsonNode node) {
        Optional<String> flaw = object(path, node);
        for (Map.Entry<String, JsonNode> quantity : node.properties()) {
            if (flaw.isEmpty()
                    && !quantity.getValue().isTextual()
                    && !quantity.getValue().isNumber()) {
                flaw = Optional.of(path + " '" + quantity.getKey() + "' is not a quantity");
            }
        }
        return flaw;
    }
}
