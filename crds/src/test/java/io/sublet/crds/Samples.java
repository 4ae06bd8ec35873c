package io.sublet.crds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** One document of each kind as it travels; {@code nodemetric.yaml} and {@code nodeslo.yaml} as Koordinator writes them. */
final class Samples {
    private Samples() {}

    static ObjectNode read(String name) {
        try (InputStream stream = Objects.requireNonNull(Samples.class.getResourceAsStream("/samples/" + name))) {
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return (ObjectNode) new KubernetesSerialization().unmarshal(text, JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
