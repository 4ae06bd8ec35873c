package io.sublet.protocol.json;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a document that its reader wants. All others are passed over by their brackets, so that what is in them need not be JSON, and cost next to nothing: of a Node of
 * 20 KB a reader may want 1 KB.
 *
 * <p>Lists are transparent: a selection of a list's fields holds for each of its items.
 */
public final class FieldSelection {
    /** Every field. */
    public static final FieldSelection ALL = new FieldSelection(Map.of());

    private static final PassingParser.Factory PARSERS = new PassingParser.Factory();
    private static final FieldSelection NONE = new FieldSelection(Map.of());

    private final Map<String, FieldSelection> fields;

    private FieldSelection(Map<String, FieldSelection> fields) {
        this.fields = fields;
    }

    /** Nothing yet. */
    public static FieldSelection none() {
        return NONE;
    }

    /** This and the field at the path, with all that is in it. */
    public FieldSelection plus(String... path) {
        FieldSelection selection = ALL;
        for (int i = path.length - 1; i > 0; i--) {
            selection = NONE.plus(path[i], selection);
        }
        return plus(path[0], selection);
    }

    /** This and, of the field of that name, what the selection says. */
    public FieldSelection plus(String name, FieldSelection selection) {
        if (this == ALL) {
            return this;
        }
        Map<String, FieldSelection> more = new LinkedHashMap<>(fields);
        more.merge(name, selection, FieldSelection::union);
        return new FieldSelection(more);
    }

    private FieldSelection union(FieldSelection other) {
        if (this == ALL || other == ALL) {
            return ALL;
        }
        FieldSelection union = this;
        for (Map.Entry<String, FieldSelection> field : other.fields.entrySet()) {
            union = union.plus(field.getKey(), field.getValue());
        }
        return union;
    }

    /**
     * Reads one document of which only the selected fields are kept.
     *
     * @throws JsonException if the bytes do not begin with a JSON object
     */
    public JsonObject parse(byte[] utf8, int offset, int length) {
        return parse(utf8, offset, length, null);
    }

    /**
     * Reads the fields of a document that come before one of that name, which may be large and is not read.
     *
     * @throws JsonException if the bytes do not begin with a JSON object
     */
    public JsonObject parseUntil(String last, byte[] utf8) {
        return parse(utf8, 0, utf8.length, last);
    }

    private JsonObject parse(byte[] utf8, int offset, int length, @Nullable String last) {
        try (PassingParser parser = PARSERS.passing(utf8, offset, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonException("not an object");
            }
            return JsonObject.of(last == null ? read(parser) : readUntil(parser, last), "");
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new JsonException(e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private @Nullable Object read(PassingParser parser) throws IOException {
        if (this == ALL) {
            return Json.readValue(parser);
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> readUntil(parser, null);
            case START_ARRAY -> readArray(parser);
            default -> Json.readValue(parser);
        };
    }

    private Map<String, @Nullable Object> readUntil(PassingParser parser, @Nullable String last) throws IOException {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            if (name.equals(last)) {
                break;
            }
            parser.nextToken();
            FieldSelection selection = fields.get(name);
            if (selection == null) {
                parser.passOver();
            } else {
                kept.put(name, selection.read(parser));
            }
        }
        return kept;
    }

    private List<@Nullable Object> readArray(PassingParser parser) throws IOException {
        List<@Nullable Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(read(parser));
        }
        return items;
    }
}
