package io.sublet.model.unit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A positive factor in hundredths, the precision in which the protocol writes its ratios.
 *
 * @param hundredths 100 for one, positive
 */
public record Ratio(long hundredths) implements Comparable<Ratio> {
    public static final Ratio ONE = new Ratio(100);
    /** Rounding a number of more would write all of them out. */
    private static final int MOST_PLACES = 2000;

    public Ratio {
        if (hundredths <= 0) {
            throw new IllegalArgumentException("a ratio must be positive, was " + hundredths + " hundredths");
        }
    }

    /**
     * Rounded to hundredths, half to even.
     *
     * @throws ArithmeticException if it is out of the range of a long
     * @throws IllegalArgumentException if it rounds to zero or less
     */
    public static Ratio of(BigDecimal factor) {
        if (Math.abs((long) factor.scale()) > MOST_PLACES) {
            throw new ArithmeticException("a ratio of more than " + MOST_PLACES + " places");
        }
        return new Ratio(
                factor.setScale(2, RoundingMode.HALF_EVEN).unscaledValue().longValueExact());
    }

    public BigDecimal factor() {
        return BigDecimal.valueOf(hundredths, 2);
    }

    public Ratio times(Ratio other) {
        return of(factor().multiply(other.factor()));
    }

    /** An amount times this, rounded up; the largest number where the product is beyond it. */
    long timesCeil(long amount) {
        return amount >= 0 && amount <= Long.MAX_VALUE / hundredths - 1
                ? Math.ceilDiv(amount * hundredths, 100L)
                : saturated(BigInteger.valueOf(amount).multiply(BigInteger.valueOf(hundredths)), true);
    }

    /** An amount through this, rounded down. */
    long dividedFloor(long amount) {
        return amount >= 0 && amount <= Long.MAX_VALUE / 100
                ? amount * 100 / hundredths
                : saturated(BigInteger.valueOf(amount).multiply(BigInteger.valueOf(100)), false);
    }

    private long saturated(BigInteger product, boolean multiplied) {
        BigDecimal exact = new BigDecimal(product)
                .divide(
                        BigDecimal.valueOf(multiplied ? 100 : hundredths),
                        0,
                        multiplied ? RoundingMode.CEILING : RoundingMode.FLOOR);
        return exact.min(BigDecimal.valueOf(Long.MAX_VALUE))
                .max(BigDecimal.valueOf(-Long.MAX_VALUE))
                .longValueExact();
    }

    @Override
    public int compareTo(Ratio other) {
        return Long.compare(hundredths, other.hundredths);
    }

    /** As on the wire: two digits after the point. */
    @Override
    public String toString() {
        return factor().toPlainString();
    }
}
