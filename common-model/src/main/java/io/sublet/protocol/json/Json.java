package io.sublet.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as trees of {@link Map} (insertion order), {@link List}, {@link String}, {@link Long}, {@link BigDecimal},
 * {@link Boolean} and null. For documents of some kilobytes; larger ones are streamed by their reader.
 */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();
    /** The parser tells of a source that it may not show. */
    private static final String START_MARKER = " \\(start marker at \\[Source: [^]]*]\\)";

    private Json() {}

    /** The shared factory, for readers that stream. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /**
     * Reads one document.
     *
     * @throws JsonException if the text is not exactly one JSON value
     */
    public static @Nullable Object parse(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new JsonException("empty document");
            }
            Object value = readValue(parser);
            if (parser.nextToken() != null) {
                throw new JsonException("text after the end of the document");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new JsonException(describe(e));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /**
     * Reads one document that must be an object.
     *
     * @throws JsonException if it is not
     */
    public static JsonObject parseObject(String text) {
        return JsonObject.of(parse(text), "");
    }

    /** Reads the value at the parser's current token, and leaves the parser at the value's last token. */
    public static @Nullable Object readValue(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser);
            case START_ARRAY -> readArray(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDecimalValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw new JsonException("unexpected " + parser.currentToken());
        };
    }

    private static Object integer(JsonParser parser) throws IOException {
        BigDecimal number = parser.getDecimalValue();
        return number.toBigInteger().bitLength() < Long.SIZE ? (Object) number.longValueExact() : number;
    }

    private static Map<String, @Nullable Object> readObject(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, readValue(parser));
        }
        return fields;
    }

    private static List<@Nullable Object> readArray(JsonParser parser) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(readValue(parser));
        }
        return items;
    }

    /** Writes a tree without white space. */
    public static String write(@Nullable Object tree) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(text)) {
            writeValue(generator, tree);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return text.toString();
    }

    /** Writes a tree as the generator's next value. */
    public static void writeValue(JsonGenerator generator, @Nullable Object tree) throws IOException {
        switch (tree) {
            case null -> generator.writeNull();
            case String text -> generator.writeString(text);
            case Boolean flag -> generator.writeBoolean(flag);
            case Integer number -> generator.writeNumber(number);
            case Long number -> generator.writeNumber(number);
            case Double number -> generator.writeNumber(number);
            case BigDecimal number -> generator.writeNumber(number);
            case JsonObject object -> writeValue(generator, object.fields());
            case Map<?, ?> fields -> {
                generator.writeStartObject();
                for (Map.Entry<?, ?> field : fields.entrySet()) {
                    generator.writeFieldName(String.valueOf(field.getKey()));
                    writeValue(generator, field.getValue());
                }
                generator.writeEndObject();
            }
            case Iterable<?> items -> {
                generator.writeStartArray();
                for (Object item : items) {
                    writeValue(generator, item);
                }
                generator.writeEndArray();
            }
            default -> throw new IllegalArgumentException("not a JSON value: " + tree.getClass());
        }
    }

    private static String describe(JsonProcessingException e) {
        String what = e.getOriginalMessage().replaceAll(START_MARKER, "");
        return e.getLocation() == null
                ? what
                : what + " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }
}
