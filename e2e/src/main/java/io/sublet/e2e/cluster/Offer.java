package io.sublet.e2e.cluster;

import java.util.function.Function;

/** Something that one kind of cluster can give and another cannot, with the reason why not. */
public sealed interface Offer<T> {
    /** The cluster has it. */
    record Offered<T>(T value) implements Offer<T> {}

    /** The cluster does not have it; {@code reason} is a sentence fit for a skipped test. */
    record Unsupported<T>(String reason) implements Offer<T> {}

    /** The value, or a {@link ClusterException} with the reason where there is none. */
    default T orThrow() {
        return switch (this) {
            case Offered<T>(T value) -> value;
            case Unsupported<T>(String reason) -> throw new ClusterException(reason);
        };
    }

    /** The same offer of what is made from the value. */
    default <R> Offer<R> map(Function<T, R> change) {
        return switch (this) {
            case Offered<T>(T value) -> new Offered<>(change.apply(value));
            case Unsupported<T>(String reason) -> new Unsupported<>(reason);
        };
    }
}
