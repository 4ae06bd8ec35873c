package io.sublet.model.unit;

/**
 * An amount of memory in bytes. May be negative as the result of a subtraction; what is offered or written is clamped by
 * {@link #atLeastZero()} first.
 *
 * @param value bytes
 */
public record Bytes(long value) implements Comparable<Bytes> {
    public static final Bytes ZERO = new Bytes(0);

    public static Bytes ofMebibytes(long mebibytes) {
        return new Bytes(Math.multiplyExact(mebibytes, 1L << 20));
    }

    public Bytes plus(Bytes other) {
        return new Bytes(Math.addExact(value, other.value));
    }

    public Bytes minus(Bytes other) {
        return new Bytes(Math.subtractExact(value, other.value));
    }

    /** This share of the amount, truncated to a byte. */
    public Bytes times(Percent percent) {
        return new Bytes(percent.of(value));
    }

    public Bytes max(Bytes other) {
        return value >= other.value ? this : other;
    }

    public Bytes min(Bytes other) {
        return value <= other.value ? this : other;
    }

    public Bytes atLeastZero() {
        return max(ZERO);
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
