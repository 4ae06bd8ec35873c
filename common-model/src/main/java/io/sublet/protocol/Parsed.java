package io.sublet.protocol;

import io.sublet.protocol.json.JsonException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What became of a text that a person or another program wrote. */
public sealed interface Parsed<T> {
    /** It was not there. */
    record Absent<T>() implements Parsed<T> {}

    /** It was there and means this. */
    record Valid<T>(T value) implements Parsed<T> {}

    /**
     * It was there and cannot be used.
     *
     * @param why one clause that names the field, fit for its author
     */
    record Invalid<T>(String why) implements Parsed<T> {}

    /** Reads an optional text with a parser that throws {@link JsonException} for what it cannot use. */
    static <T> Parsed<T> of(@Nullable String text, Function<String, T> parser) {
        return text == null ? new Absent<>() : attempt(() -> parser.apply(text));
    }

    /** The result of a parser that throws {@link JsonException} for what it cannot use. */
    static <T> Parsed<T> attempt(Supplier<T> parser) {
        try {
            return new Valid<>(parser.get());
        } catch (JsonException e) {
            return new Invalid<>(String.valueOf(e.getMessage()));
        }
    }

    default Optional<T> valid() {
        return switch (this) {
            case Valid<T>(T value) -> Optional.of(value);
            case Absent<T>() -> Optional.empty();
            case Invalid<T>(String why) -> Optional.empty();
        };
    }
}
