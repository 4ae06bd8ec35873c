package io.sublet.webhook.review;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sublet.protocol.json.PassingParser;
import java.io.IOException;
import java.util.Map;

/**
 * The tree of a review. Left out are the managed fields of its objects, which are the half of it and which nobody here
 * reads: the patch that is made of the tree does not touch them.
 */
final class ReviewTree {
    private static final PassingParser.Factory PARSERS = new PassingParser.Factory();

    /** Numbers keep their text: a fraction is not turned into binary, trailing zeros stay. */
    static final JsonMapper JSON = JsonMapper.builder(PARSERS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Members of an object that are read one by one, on the way to what is left out. */
    private record Way(Map<String, Way> below) {
        boolean isLeftOut() {
            return below.isEmpty();
        }
    }

    private static final Way LEFT_OUT = new Way(Map.of());
    private static final Way OBJECT = new Way(Map.of("metadata", new Way(Map.of("managedFields", LEFT_OUT))));
    private static final Way REVIEW =
            new Way(Map.of("request", new Way(Map.of("object", OBJECT, "oldObject", OBJECT))));

    private ReviewTree() {}

    /**
     * Reads a whole body.
     *
     * @throws com.fasterxml.jackson.core.JsonProcessingException if it is not one JSON value, or names a member twice
     */
    static JsonNode read(byte[] body) throws IOException {
        try (PassingParser parser = PARSERS.passing(body, 0, body.length)) {
            JsonToken first = parser.nextToken();
            JsonNode tree = value(parser, first, REVIEW);
            if (parser.nextToken() != null) {
                throw new JsonParseException(parser, "something comes after the review");
            }
            return tree;
        }
    }

    private static JsonNode value(PassingParser parser, JsonToken token, Way way) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            JsonNode value = JSON.readTree(parser);
            return value == null ? JSON.missingNode() : value;
        }
        ObjectNode object = JSON.createObjectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken next = parser.nextToken();
            Way below = way.below().get(name);
            if (below != null && below.isLeftOut()) {
                parser.passOver();
            } else if (object.replace(name, below == null ? JSON.readTree(parser) : value(parser, next, below))
                    != null) {
                throw new JsonParseException(parser, "member '" + name + "' is there twice");
            }
        }
        return object;
    }
}
