package io.sublet.crds.config;

import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a field may hold, taken from a custom resource's OpenAPI schema, so that what the API server would refuse is refused
 * where it was written: in the ConfigMap.
 */
public final class FieldSchema {
    private final Kind kind;
    private final Map<String, FieldSchema> properties = new LinkedHashMap<>();
    private final @Nullable FieldSchema items;
    private final @Nullable FieldSchema additional;
    private final Optional<BigDecimal> minimum;
    private final Optional<BigDecimal> maximum;
    private final Optional<Pattern> pattern;

    private enum Kind {
        OBJECT("an object"),
        LIST("a list"),
        STRING("a string"),
        INTEGER("a whole number"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        INTEGER_OR_STRING("a whole number or a string"),
        /** An object whose content belongs to somebody else. */
        FREE_OBJECT("an object");

        private final String words;

        Kind(String words) {
            this.words = words;
        }
    }

    private FieldSchema(JsonObject schema) {
        this.kind = kindOf(schema);
        schema.objectOrEmpty("properties")
                .fields()
                .forEach((name, property) ->
                        properties.put(name, new FieldSchema(JsonObject.of(property, schema.pathOf(name)))));
        this.items = schema.object("items").map(FieldSchema::new).orElse(null);
        this.additional =
                schema.object("additionalProperties").map(FieldSchema::new).orElse(null);
        this.minimum = schema.number("minimum");
        this.maximum = schema.number("maximum");
        this.pattern = schema.string("pattern").map(Pattern::compile);
    }

    /** From a structural OpenAPI schema. */
    public static FieldSchema of(JsonObject schema) {
        return new FieldSchema(schema);
    }

    private static Kind kindOf(JsonObject schema) {
        if (schema.bool("x-kubernetes-int-or-string").orElse(false)) {
            return Kind.INTEGER_OR_STRING;
        }
        String type = schema.string("type").orElse("");
        return switch (type) {
            case "object" ->
                schema.object("properties").isPresent()
                                || schema.object("additionalProperties").isPresent()
                        ? Kind.OBJECT
                        : Kind.FREE_OBJECT;
            case "array" -> Kind.LIST;
            case "string" -> Kind.STRING;
            case "integer" -> Kind.INTEGER;
            case "number" -> Kind.NUMBER;
            case "boolean" -> Kind.BOOLEAN;
            default -> throw new IllegalStateException("schema of an unknown type: " + Json.write(schema));
        };
    }

    /** The names of all fields, at any depth. */
    Stream<String> names() {
        return Stream.concat(
                properties.entrySet().stream()
                        .flatMap(field -> Stream.concat(
                                Stream.of(field.getKey()), field.getValue().names())),
                items == null ? Stream.empty() : items.names());
    }

    /** The schema of a field of an object. */
    FieldSchema property(String name) {
        FieldSchema property = properties.get(name);
        if (property == null) {
            throw new IllegalStateException("the schema has no field " + name);
        }
        return property;
    }

    /**
     * An object's known fields under their canonical names, without nulls and without those that cannot be used; unknown
     * fields are left out with a warning, as Go's decoder does in silence.
     */
    Map<String, @Nullable Object> accept(JsonObject object, Findings findings) {
        Map<String, @Nullable Object> accepted = new LinkedHashMap<>();
        object.fields().forEach((name, value) -> {
            if (value != null) {
                fieldFor(name, object)
                        .ifPresentOrElse(
                                field -> field.getValue()
                                        .acceptValue(value, object.pathOf(field.getKey()), findings)
                                        .ifPresent(good -> accepted.put(field.getKey(), good)),
                                () -> FieldNames.warnOfUnknown(
                                        object.pathOf(name), name, properties.keySet(), findings));
            }
        });
        return accepted;
    }

    private Optional<Map.Entry<String, FieldSchema>> fieldFor(String name, JsonObject object) {
        FieldSchema exact = properties.get(name);
        if (exact != null) {
            return Optional.of(Map.entry(name, exact));
        }
        if (additional != null) {
            return Optional.of(Map.entry(name, additional));
        }
        return properties.entrySet().stream()
                .filter(field -> field.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .filter(field -> !object.fields().containsKey(field.getKey()))
                .findFirst();
    }

    /** The items of a list of this schema, without those that cannot be used. */
    List<Object> acceptList(List<? extends @Nullable Object> values, String path, Findings findings) {
        if (items == null) {
            throw new IllegalStateException("the schema of " + path + " has no items");
        }
        List<Object> accepted = new ArrayList<>();
        int index = 0;
        for (Object value : values) {
            String itemPath = path + "[" + index++ + "]";
            if (value == null) {
                findings.reject(itemPath + " must not be null");
            } else {
                items.acceptValue(value, itemPath, findings).ifPresent(accepted::add);
            }
        }
        return accepted;
    }

    private Optional<Object> acceptValue(Object value, String path, Findings findings) {
        boolean rightType = switch (kind) {
            case OBJECT, FREE_OBJECT -> value instanceof Map<?, ?>;
            case LIST -> value instanceof List<?>;
            case STRING -> value instanceof String;
            case INTEGER -> value instanceof Long;
            case NUMBER -> value instanceof Long || value instanceof BigDecimal;
            case BOOLEAN -> value instanceof Boolean;
            case INTEGER_OR_STRING -> value instanceof Long || value instanceof String;
        };
        if (!rightType) {
            findings.reject(path + " must be " + kind.words + ", was " + Json.write(value));
            return Optional.empty();
        }
        return switch (kind) {
            case OBJECT -> Optional.of(accept(JsonObject.of(value, path), findings));
            case LIST -> Optional.of(acceptList((List<?>) value, path, findings));
            case INTEGER, NUMBER -> Optional.of(value).filter(number -> isWithinBounds(number, path, findings));
            case STRING, INTEGER_OR_STRING -> Optional.of(value).filter(text -> isMatching(text, path, findings));
            case BOOLEAN, FREE_OBJECT -> Optional.of(value);
        };
    }

    private boolean isWithinBounds(Object value, String path, Findings findings) {
        BigDecimal number = new BigDecimal(value.toString());
        boolean within = minimum.filter(bound -> number.compareTo(bound) < 0).isEmpty()
                && maximum.filter(bound -> number.compareTo(bound) > 0).isEmpty();
        if (!within) {
            findings.reject(path + " must be in " + text(minimum) + ".." + text(maximum) + ", was " + value);
        }
        return within;
    }

    private boolean isMatching(Object value, String path, Findings findings) {
        boolean matching = !(value instanceof String text)
                || pattern.filter(p -> !p.matcher(text).matches()).isEmpty();
        if (!matching) {
            findings.reject(path + " is malformed: '" + value + "'");
        }
        return matching;
    }

    private static String text(Optional<BigDecimal> bound) {
        return bound.map(BigDecimal::toPlainString).orElse("");
    }
}
