package io.sublet.model.unit;

/** Sums that end at the largest number instead of wrapping: what others report may be absurd, and too large must stay too large. */
public final class CappedSum {
    private CappedSum() {}

    /** Of two numbers that are not negative. */
    public static long of(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }
}
