package io.sublet.extender.rank;

import java.util.Arrays;

/**
 * A number for each of the {@link LoadResources}: CPU in milli-CPU, any other in whole units, or percents of them. Beyond its
 * end it is 0, so that two vectors made under different rules can be added up. Immutable.
 */
public final class LoadVector {
    public static final LoadVector ZERO = new LoadVector(new long[0]);

    private final long[] values;

    /** Without zeros at its end, so that equal vectors look equal. */
    private LoadVector(long[] values) {
        int size = values.length;
        while (size > 0 && values[size - 1] == 0) {
            size--;
        }
        this.values = Arrays.copyOf(values, size);
    }

    public static LoadVector of(long... values) {
        return new LoadVector(values);
    }

    public long at(int place) {
        return place < values.length ? values[place] : 0;
    }

    public LoadVector plus(LoadVector other) {
        if (values.length == 0) {
            return other;
        }
        long[] sum = Arrays.copyOf(values, Math.max(values.length, other.values.length));
        for (int i = 0; i < other.values.length; i++) {
            sum[i] = Math.addExact(sum[i], other.values[i]);
        }
        return new LoadVector(sum);
    }

    /** What {@link #plus} has added is taken away again. */
    public LoadVector minus(LoadVector other) {
        long[] rest = Arrays.copyOf(values, Math.max(values.length, other.values.length));
        for (int i = 0; i < other.values.length; i++) {
            rest[i] = Math.subtractExact(rest[i], other.values[i]);
        }
        return new LoadVector(rest);
    }

    /** Each number by the divisor, truncated. */
    public LoadVector dividedBy(int divisor) {
        long[] parts = new long[values.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = values[i] / divisor;
        }
        return new LoadVector(parts);
    }

    public boolean isZero() {
        for (long value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }

    public long sum() {
        long sum = 0;
        for (long value : values) {
            sum += value;
        }
        return sum;
    }

    /** The largest of its numbers, 0 if it has none. */
    public long largest() {
        long largest = values.length == 0 ? 0 : Long.MIN_VALUE;
        for (long value : values) {
            largest = Math.max(largest, value);
        }
        return largest;
    }

    /** The smallest of its numbers and 0. */
    public long smallest() {
        long smallest = 0;
        for (long value : values) {
            smallest = Math.min(smallest, value);
        }
        return smallest;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LoadVector vector && Arrays.equals(values, vector.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
