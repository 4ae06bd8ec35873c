package io.sublet.model.reading;

import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * A value that was read, or the fact that it could not be read and why. Whoever uses it decides what a missing value means;
 * the safe answer is hardly ever zero.
 */
public sealed interface Reading<T> {
    /** A value that was read. */
    record Value<T>(T value) implements Reading<T> {}

    /**
     * A value that could not be read.
     *
     * @param cause one clause for a person, such as {@code cpuacct.usage: no such file}
     */
    record Missing<T>(String cause) implements Reading<T> {}

    static <T> Reading<T> of(T value) {
        return new Value<>(value);
    }

    static <T> Reading<T> missing(String cause) {
        return new Missing<>(cause);
    }

    default boolean isMissing() {
        return this instanceof Missing;
    }

    default <R> Reading<R> map(Function<? super T, ? extends R> function) {
        return this instanceof Value<T>(T value) ? new Value<>(function.apply(value)) : stillMissing();
    }

    default <R> Reading<R> flatMap(Function<? super T, Reading<R>> function) {
        return this instanceof Value<T>(T value) ? function.apply(value) : stillMissing();
    }

    @SuppressWarnings("unchecked") // a missing reading has no value, of whatever type
    private <R> Reading<R> stillMissing() {
        return (Reading<R>) this;
    }

    /** Both combined, missing as soon as one of them is. */
    default Reading<T> combine(Reading<T> other, BinaryOperator<T> operator) {
        return flatMap(mine -> other.map(theirs -> operator.apply(mine, theirs)));
    }

    default Optional<T> toOptional() {
        return this instanceof Value<T>(T value) ? Optional.of(value) : Optional.empty();
    }
}
