package io.sublet.protocol;

import io.sublet.model.unit.Percent;
import io.sublet.protocol.json.JsonException;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

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
}
