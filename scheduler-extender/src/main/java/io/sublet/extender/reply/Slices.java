package io.sublet.extender.reply;

import java.util.Arrays;

/** A growing list of runs of bytes. */
final class Slices {
    private static final int[] NONE = {};

    /** Two numbers for each: its first byte, and the first after it. */
    private int[] bounds = NONE;

    private int size;

    void add(int start, int end) {
        if (2 * size == bounds.length) {
            bounds = Arrays.copyOf(bounds, Math.max(32, 2 * bounds.length));
        }
        bounds[2 * size] = start;
        bounds[2 * size++ + 1] = end;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    int from(int index) {
        return bounds[2 * index];
    }

    /** The first byte after it. */
    int to(int index) {
        return bounds[2 * index + 1];
    }
}
