package io.sublet.model.slo;

import io.sublet.model.unit.Percent;

/**
 * A bandwidth.
 *
 * @param bitsPerSecond not negative
 */
public record BitRate(long bitsPerSecond) implements Comparable<BitRate> {
    public static final BitRate ZERO = new BitRate(0);

    public BitRate {
        if (bitsPerSecond < 0) {
            throw new IllegalArgumentException("a bandwidth must not be negative, was " + bitsPerSecond);
        }
    }

    /** This share of it, truncated. */
    public BitRate times(Percent percent) {
        return new BitRate(percent.of(bitsPerSecond));
    }

    /** Whole bytes each second. */
    public long bytesPerSecond() {
        return bitsPerSecond / 8;
    }

    public BitRate min(BitRate other) {
        return compareTo(other) <= 0 ? this : other;
    }

    public BitRate max(BitRate other) {
        return compareTo(other) >= 0 ? this : other;
    }

    @Override
    public int compareTo(BitRate other) {
        return Long.compare(bitsPerSecond, other.bitsPerSecond);
    }

    @Override
    public String toString() {
        return bitsPerSecond + "bit/s";
    }
}
