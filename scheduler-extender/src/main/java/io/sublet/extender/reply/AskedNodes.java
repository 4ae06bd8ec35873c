package io.sublet.extender.reply;

import java.util.Arrays;

/** A growing list of the nodes of a question: where the name of each stands, and its row. */
final class AskedNodes {
    private static final int[] NONE = {};

    private final Slices names = new Slices();
    private int[] rows = NONE;

    /** @param row {@link io.sublet.extender.rank.ClusterSnapshot#NO_ROW} for a node that is not known */
    void add(int from, int to, int row) {
        if (names.size() == rows.length) {
            rows = Arrays.copyOf(rows, Math.max(16, 2 * rows.length));
        }
        rows[names.size()] = row;
        names.add(from, to);
    }

    void clear() {
        names.clear();
    }

    int size() {
        return names.size();
    }

    /** The names with their quotes and escapes. */
    Slices names() {
        return names;
    }

    int row(int index) {
        return rows[index];
    }
}
