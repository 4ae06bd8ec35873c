package io.sublet.webhook.explain;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.sublet.protocol.Parsed;
import java.io.IOException;
import java.io.UncheckedIOException;

/** What is sent with a question: one document of JSON or YAML. */
public final class Document {
    private static final ObjectMapper JSON = exact(new ObjectMapper());
    private static final ObjectMapper YAML = exact(new ObjectMapper(new YAMLFactory()));

    private Document() {}

    private static ObjectMapper exact(ObjectMapper mapper) {
        return mapper.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    }

    /** Reads it. What is JSON is read as such, since some of it is no YAML. */
    public static Parsed<JsonNode> read(byte[] body) {
        Parsed<JsonNode> json = read(JSON, body);
        return json.valid().isPresent() ? json : read(YAML, body);
    }

    private static Parsed<JsonNode> read(ObjectMapper mapper, byte[] body) {
        try (JsonParser parser = mapper.createParser(body)) {
            JsonNode tree = mapper.readTree(parser);
            if (tree == null || !tree.isObject()) {
                return new Parsed.Invalid<>("the body is not an object of JSON or YAML");
            }
            return parser.nextToken() == null
                    ? new Parsed.Valid<>(tree)
                    : new Parsed.Invalid<>("the body holds more than one document");
        } catch (JsonProcessingException e) {
            return new Parsed.Invalid<>("the body is neither JSON nor YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}
