package io.sublet.cli.render;

import com.fasterxml.jackson.core.JsonGenerator;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.sublet.protocol.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;

/** Trees as text for programs. Each ends with a line feed. */
public final class Document {
    private Document() {}

    public static String json(Object tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = Json.factory().createGenerator(text)) {
            generator.useDefaultPrettyPrinter();
            Json.writeValue(generator, tree);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text + "\n";
    }

    public static String yaml(Object tree) {
        String text = new KubernetesSerialization().asYaml(tree);
        return text.startsWith("---\n") ? text.substring("---\n".length()) : text;
    }
}
