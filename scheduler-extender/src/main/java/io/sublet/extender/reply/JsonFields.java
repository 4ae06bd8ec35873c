package io.sublet.extender.reply;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sublet.protocol.json.JsonException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Walks objects and arrays of a JSON stream. A null is an empty one, as in Go's decoder. */
final class JsonFields {
    private JsonFields() {}

    /** Reads the value at the parser, and leaves the parser at the value's last token. */
    interface Reader {
        void read(String field) throws IOException;
    }

    /** Calls the reader for each field, with the parser at the field's value. */
    static void object(JsonParser parser, Reader reader) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        require(parser, JsonToken.START_OBJECT, "an object");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String field = parser.currentName();
            parser.nextToken();
            reader.read(field);
        }
    }

    /** Calls the reader for each item, with the parser at the item and the name of the array. */
    static void array(JsonParser parser, Reader reader) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        require(parser, JsonToken.START_ARRAY, "a list");
        String field = String.valueOf(parser.currentName());
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            reader.read(field);
        }
    }

    /** Skips the value at the parser. */
    static void skip(JsonParser parser) throws IOException {
        parser.skipChildren();
    }

    /** A string, empty for null. */
    static String text(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return "";
        }
        require(parser, JsonToken.VALUE_STRING, "a string");
        return parser.getText();
    }

    /** A whole number, 0 for null. */
    static long integer(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        require(parser, JsonToken.VALUE_NUMBER_INT, "a whole number");
        return parser.getLongValue();
    }

    /** An object of strings and numbers, such as labels and quantities. */
    static Map<String, String> texts(JsonParser parser) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        object(parser, name -> {
            if (parser.currentToken().isNumeric() || parser.currentToken() == JsonToken.VALUE_STRING) {
                texts.put(name, parser.getText());
            } else if (parser.currentToken() != JsonToken.VALUE_NULL) {
                throw new JsonException(name + " must be a string or a number");
            }
        });
        return texts;
    }

    private static void require(JsonParser parser, JsonToken token, String expected) throws IOException {
        if (parser.currentToken() != token) {
            throw new JsonException(parser.currentName() + " must be " + expected + ", was " + parser.currentToken());
        }
    }
}
