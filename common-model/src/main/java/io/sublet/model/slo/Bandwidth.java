package io.sublet.model.slo;

import io.sublet.model.unit.Percent;
import java.util.Optional;

/** A bandwidth as people write it: a share of the node's, or an amount. Zero of either says nothing. */
public sealed interface Bandwidth {
    /** Says nothing. */
    static Bandwidth unset() {
        return new Share(new Percent(0));
    }

    /** Of the node's bandwidth. */
    record Share(Percent percent) implements Bandwidth {}

    /** An amount. */
    record Amount(BitRate rate) implements Bandwidth {}

    /** The amount; empty where nothing is said, or a share of a total that is not known. */
    default Optional<BitRate> of(BitRate total) {
        BitRate rate = switch (this) {
            case Share(Percent percent) -> total.times(percent);
            case Amount(BitRate amount) -> amount;
        };
        return rate.equals(BitRate.ZERO) ? Optional.empty() : Optional.of(rate);
    }

    /** Whether anything is said. */
    default boolean isSet() {
        return switch (this) {
            case Share(Percent percent) -> percent.value() > 0;
            case Amount(BitRate amount) -> amount.bitsPerSecond() > 0;
        };
    }
}
