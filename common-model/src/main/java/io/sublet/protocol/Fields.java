package io.sublet.protocol;

import io.sublet.model.unit.CpuSet;
import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.Json;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Fields with bounds, both included; a value outside is a {@link JsonException}. */
final class Fields {
    private Fields() {}

    static Optional<Long> integer(JsonObject object, String field, long min, long max) {
        return object.integer(field).map(value -> {
            if (value < min || value > max) {
                throw new JsonException(object.pathOf(field) + " must be in " + min + ".." + max + ", was " + value);
            }
            return value;
        });
    }

    static Optional<Percent> percent(JsonObject object, String field, long min, long max) {
        return integer(object, field, min, max).map(Percent::new);
    }

    static Optional<Duration> seconds(JsonObject object, String field, long max) {
        return integer(object, field, 0, max).map(Duration::ofSeconds);
    }

    /** A text that must be there. */
    static String text(JsonObject object, String field) {
        return object.string(field)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new JsonException(object.pathOf(field) + " must not be empty"));
    }

    /** The constant that a field names; the fallback where it is absent or empty. */
    static <T> T named(JsonObject object, String field, Function<String, Optional<T>> parser, T fallback) {
        String text = object.string(field).orElse("");
        return text.isEmpty()
                ? fallback
                : parser.apply(text)
                        .orElseThrow(() -> new JsonException(object.pathOf(field) + " is unknown: " + text));
    }

    /** A list of CPUs in the kernel's format; empty where it is absent. */
    static CpuSet cpus(JsonObject object, String field) {
        String text = object.string(field).orElse("");
        return CpuSet.parse(text)
                .orElseThrow(() -> new JsonException(object.pathOf(field) + " is not a list of CPUs: " + text));
    }

    /** The items of a document that is a list of objects, or null. */
    static List<JsonObject> rootList(String text) {
        Map<String, @Nullable Object> document = new HashMap<>();
        document.put("list", Json.parse(text));
        return new JsonObject(document, "").objects("list");
    }
}
