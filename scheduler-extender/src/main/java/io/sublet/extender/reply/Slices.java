package io.sublet.extender.reply;

import java.util.Arrays;

/** A growing list of runs of bytes. */
final class Slices {
    private int[] from = new int[64];
    private int[] to = new int[64];
    private int size;

    void add(int start, int end) {
        if (size == from.length) {
            from = Arrays.copyOf(from, size * 2);
            to = Arrays.copyOf(to, size * 2);
        }
        from[size] = start;
        to[size++] = end;
    }

    void clear() {
        size = 0;
    }

    int size() {
        return size;
    }

    int from(int index) {
        return from[index];
    }

    /** The first byte after it. */
    int to(int index) {
        return to[index];
    }
}
