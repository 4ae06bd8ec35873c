package io.sublet.crds.config;

import io.sublet.protocol.json.JsonObject;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fields of one object with their bounds. A field that cannot be used is a violation and reads as absent. */
record FieldReader(JsonObject object, Findings findings) {

    Optional<Boolean> bool(String field) {
        return findings.find(() -> object.bool(field));
    }

    /** A whole number, both bounds included. */
    Optional<Long> integer(String field, long min, long max) {
        return findings.find(() -> object.integer(field))
                .filter(value -> accept(value >= min && value <= max, field, "in " + min + ".." + max, value));
    }

    /** Any number, both bounds included. */
    Optional<BigDecimal> number(String field, BigDecimal min, BigDecimal max) {
        return findings.find(() -> object.number(field)).filter(value -> {
            boolean within = value.compareTo(min) >= 0 && value.compareTo(max) <= 0;
            return accept(within, field, "in " + min.toPlainString() + ".." + max.toPlainString(), value);
        });
    }

    /** A number over 0 and at most 1. */
    Optional<BigDecimal> share(String field) {
        return findings.find(() -> object.number(field)).filter(value -> {
            boolean within = value.signum() > 0 && value.compareTo(BigDecimal.ONE) <= 0;
            return accept(within, field, "over 0 and at most 1", value);
        });
    }

    /** One of some words; an empty text reads as absent. */
    Optional<String> word(String field, List<String> words) {
        return findings.find(() -> object.string(field))
                .filter(text -> !text.isEmpty())
                .filter(text -> accept(words.contains(text), field, "one of " + String.join(", ", words), text));
    }

    /** The names of an object whose values are numbers, both bounds included, with those values. */
    Map<String, BigDecimal> numbers(BigDecimal min, BigDecimal max) {
        Map<String, BigDecimal> numbers = new LinkedHashMap<>();
        object.fields().keySet().forEach(name -> number(name, min, max).ifPresent(value -> numbers.put(name, value)));
        return numbers;
    }

    /** Reads an object inside this one, empty if it is absent. */
    FieldReader inner(String field) {
        JsonObject absent = new JsonObject(Map.of(), object.pathOf(field));
        return new FieldReader(findings.find(() -> object.object(field)).orElse(absent), findings);
    }

    private boolean accept(boolean good, String field, String accepted, Object value) {
        if (!good) {
            findings.reject(object.pathOf(field) + " must be " + accepted + ", was " + value);
        }
        return good;
    }
}
