package io.sublet.model.unit;

/**
 * A whole percentage, from 0 up. Over 100 is legal where a policy promises more than there is (a reclaim threshold of 150
 * offers half as much again), so only the user of a value knows its upper bound.
 *
 * @param value percent, not negative
 */
public record Percent(long value) implements Comparable<Percent> {
    public static final Percent HUNDRED = new Percent(100);

    public Percent {
        if (value < 0) {
            throw new IllegalArgumentException("a percentage must not be negative, was " + value);
        }
    }

    /** This share of an amount, truncated; exact for amounts whose product with the percentage overflows a long. */
    public long of(long amount) {
        long whole = amount / 100;
        long rest = amount % 100;
        return Math.addExact(Math.multiplyExact(whole, value), rest * value / 100);
    }

    @Override
    public int compareTo(Percent other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return value + "%";
    }
}
