package io.sublet.protocol.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An object of a JSON tree with typed access. An absent field and an explicit null are the same, as they are in Go's
 * decoder; a field of another type than asked for is a {@link JsonException} that names its path.
 *
 * @param fields the tree
 * @param path where it stands in its document, empty for the root
 */
public record JsonObject(Map<String, @Nullable Object> fields, String path) {
    public static final JsonObject EMPTY = new JsonObject(Map.of(), "");

    /** A tree that must be an object; absent (null) is not. */
    @SuppressWarnings("unchecked") // every map in a tree made by Json has string keys
    public static JsonObject of(@Nullable Object tree, String path) {
        if (tree instanceof JsonObject object) {
            return object;
        }
        if (tree instanceof Map<?, ?> map) {
            return new JsonObject((Map<String, @Nullable Object>) map, path);
        }
        throw wrongType(path, "an object", tree);
    }

    public Optional<JsonObject> object(String name) {
        return value(name).map(value -> of(value, pathOf(name)));
    }

    /** The object of that name, or an empty one. */
    public JsonObject objectOrEmpty(String name) {
        return object(name).orElseGet(() -> new JsonObject(Map.of(), pathOf(name)));
    }

    public Optional<String> string(String name) {
        return typed(name, String.class, "a string");
    }

    public Optional<Boolean> bool(String name) {
        return typed(name, Boolean.class, "true or false");
    }

    /** A whole number; an {@link Integer}, which other readers put into their trees, is one too. */
    public Optional<Long> integer(String name) {
        return value(name).map(value -> switch (value) {
            case Long number -> number;
            case Integer number -> number.longValue();
            default -> throw wrongType(pathOf(name), "a whole number", value);
        });
    }

    /** Any number. */
    public Optional<BigDecimal> number(String name) {
        return value(name).map(value -> switch (value) {
            case Long number -> BigDecimal.valueOf(number);
            case BigDecimal number -> number;
            default -> throw wrongType(pathOf(name), "a number", value);
        });
    }

    /** A quantity or a label's value: a string, or a number as its text. */
    public Optional<String> text(String name) {
        return value(name).map(value -> switch (value) {
            case String text -> text;
            case Long number -> number.toString();
            // Not in full: of a number such as 1e999999999 that would fill the memory.
            case BigDecimal number -> number.toString();
            default -> throw wrongType(pathOf(name), "a string or a number", value);
        });
    }

    /** The items of a list; an absent list is empty. */
    public List<@Nullable Object> list(String name) {
        Optional<Object> value = value(name);
        if (value.isEmpty()) {
            return List.of();
        }
        if (value.get() instanceof List<?> items) {
            return Collections.unmodifiableList(new ArrayList<>(items));
        }
        throw wrongType(pathOf(name), "a list", value.get());
    }

    /** The items of a list of objects. */
    public List<JsonObject> objects(String name) {
        List<JsonObject> objects = new ArrayList<>();
        for (Object item : list(name)) {
            objects.add(of(item, pathOf(name) + "[" + objects.size() + "]"));
        }
        return objects;
    }

    /** The items of a list of strings. */
    public List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        for (Object item : list(name)) {
            if (!(item instanceof String text)) {
                throw wrongType(pathOf(name) + "[" + strings.size() + "]", "a string", item);
            }
            strings.add(text);
        }
        return strings;
    }

    /** The entries of an object whose values are text (labels, quantities), in document order. */
    public Map<String, String> textMap(String name) {
        JsonObject map = objectOrEmpty(name);
        Map<String, String> texts = new LinkedHashMap<>();
        map.fields.keySet().forEach(key -> map.text(key).ifPresent(text -> texts.put(key, text)));
        return texts;
    }

    /** The path of a field, as {@code spec.containers[0].name}. */
    public String pathOf(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private Optional<Object> value(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    private <T> Optional<T> typed(String name, Class<T> type, String expected) {
        return value(name).map(value -> {
            if (!type.isInstance(value)) {
                throw wrongType(pathOf(name), expected, value);
            }
            return type.cast(value);
        });
    }

    private static JsonException wrongType(String path, String expected, @Nullable Object value) {
        return new JsonException(
                (path.isEmpty() ? "the document" : path) + " must be " + expected + ", was " + Json.write(value));
    }
}
