package io.sublet.crds;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** One version of a definition as a tree; a path is written {@code spec.list[].map{}.leaf}. */
record Schema(JsonNode root) {

    /** The schema of one version in one of our files. */
    static Schema of(String file, String version) {
        for (JsonNode candidate : definition(file).at("/spec/versions")) {
            if (candidate.path("name").asText().equals(version)) {
                return new Schema(candidate.at("/schema/openAPIV3Schema"));
            }
        }
        throw new IllegalArgumentException(file + " has no version " + version);
    }

    static JsonNode definition(String file) {
        return parse(new String(CrdFiles.read(file), StandardCharsets.UTF_8));
    }

    static JsonNode parse(String yaml) {
        return new KubernetesSerialization().unmarshal(yaml, JsonNode.class);
    }

    /** Every path with its schema, metadata of objects left out. Below a path that {@code opaque} accepts nothing is listed. */
    Map<String, JsonNode> paths(Predicate<JsonNode> opaque) {
        Map<String, JsonNode> found = new TreeMap<>();
        walk("", root, opaque, found);
        found.keySet().removeAll(java.util.List.of("", "apiVersion", "kind", "metadata"));
        return found;
    }

    private static void walk(String path, JsonNode schema, Predicate<JsonNode> opaque, Map<String, JsonNode> found) {
        found.put(path, schema);
        if (opaque.test(schema)) {
            return;
        }
        schema.path("properties")
                .properties()
                .forEach(field -> walk(
                        path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                        field.getValue(),
                        opaque,
                        found));
        if (schema.has("items")) {
            walk(path + "[]", schema.get("items"), opaque, found);
        }
        if (schema.path("additionalProperties").isObject()) {
            walk(path + "{}", schema.get("additionalProperties"), opaque, found);
        }
    }

    /** The type in one word: a JSON type, {@code int-or-string}, {@code quantity} or {@code any}. */
    static String typeOf(JsonNode schema) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return schema.path("pattern").asText().contains("KMGTPE") ? "quantity" : "int-or-string";
        }
        return schema.path("type").asText("any");
    }
}
