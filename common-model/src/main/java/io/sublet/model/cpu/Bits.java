package io.sublet.model.cpu;

import io.sublet.model.unit.CpuSet;

/** Sets of small numbers as words of bits. Sets that meet in one operation have the same number of words. */
final class Bits {
    private Bits() {}

    static boolean get(long[] set, int bit) {
        return (set[bit >> 6] >>> bit & 1) != 0;
    }

    static void set(long[] set, int bit) {
        set[bit >> 6] |= 1L << bit;
    }

    static void clear(long[] set, int bit) {
        set[bit >> 6] &= ~(1L << bit);
    }

    static int count(long[] set) {
        int count = 0;
        for (long word : set) {
            count += Long.bitCount(word);
        }
        return count;
    }

    /** The size of the intersection. */
    static int countBoth(long[] a, long[] b) {
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            count += Long.bitCount(a[i] & b[i]);
        }
        return count;
    }

    static boolean meet(long[] a, long[] b) {
        for (int i = 0; i < a.length; i++) {
            if ((a[i] & b[i]) != 0) {
                return true;
            }
        }
        return false;
    }

    static boolean isEmpty(long[] set) {
        for (long word : set) {
            if (word != 0) {
                return false;
            }
        }
        return true;
    }

    static long[] and(long[] a, long[] b) {
        long[] both = new long[a.length];
        for (int i = 0; i < a.length; i++) {
            both[i] = a[i] & b[i];
        }
        return both;
    }

    static long[] minus(long[] a, long[] b) {
        long[] rest = new long[a.length];
        for (int i = 0; i < a.length; i++) {
            rest[i] = a[i] & ~b[i];
        }
        return rest;
    }

    /** Adds the second set to the first. */
    static void addTo(long[] sum, long[] more) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] |= more[i];
        }
    }

    static void removeFrom(long[] set, long[] gone) {
        for (int i = 0; i < set.length; i++) {
            set[i] &= ~gone[i];
        }
    }

    /** The lowest number at or above the given one, or -1. */
    static int next(long[] set, int from) {
        int word = from >> 6;
        if (word >= set.length) {
            return -1;
        }
        long bits = set[word] & (-1L << from);
        while (bits == 0) {
            if (++word == set.length) {
                return -1;
            }
            bits = set[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(bits);
    }

    /** A set of CPUs in the given number of words; those beyond are left out. */
    static long[] of(CpuSet cpus, int words) {
        return java.util.Arrays.copyOf(cpus.toWords(), words);
    }
}
