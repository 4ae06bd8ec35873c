package io.sublet.extender.rank;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Finds a row by the bytes of a node's name, so that a question of thousands of names is answered without making a string of
 * any. Open addressing with linear probing, at most half full. Immutable.
 */
public final class NameIndex {
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    public static final NameIndex NONE = of(List.of());

    private final List<String> names;
    private final byte[][] bytes;
    private final int[] rows;
    private final int mask;

    private NameIndex(List<String> names) {
        this.names = List.copyOf(names);
        bytes = new byte[names.size()][];
        rows = new int[Math.max(4, Integer.highestOneBit(Math.max(1, names.size())) * 4)];
        mask = rows.length - 1;
        Arrays.fill(rows, ClusterSnapshot.NO_ROW);
        for (int row = 0; row < bytes.length; row++) {
            bytes[row] = names.get(row).getBytes(StandardCharsets.UTF_8);
            int slot = slot(bytes[row], 0, bytes[row].length);
            if (rows[slot] != ClusterSnapshot.NO_ROW) {
                throw new IllegalArgumentException("node " + names.get(row) + " is there twice");
            }
            rows[slot] = row;
        }
    }

    /** An index in which each name has the row of its place in the list. */
    public static NameIndex of(List<String> names) {
        return new NameIndex(names);
    }

    public List<String> names() {
        return names;
    }

    /** The row of the name in the given bytes, {@link ClusterSnapshot#NO_ROW} if it is not known. */
    public int find(byte[] text, int from, int to) {
        return rows[slot(text, from, to)];
    }

    public int find(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return find(text, 0, text.length);
    }

    /** The slot that holds the name, or the free one where it belongs. */
    private int slot(byte[] text, int from, int to) {
        int slot = hash(text, from, to) & mask;
        while (rows[slot] != ClusterSnapshot.NO_ROW) {
            byte[] known = bytes[rows[slot]];
            if (Arrays.equals(known, 0, known.length, text, from, to)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Eight bytes at a time: a name has tens of bytes, and thousands of names are looked up per question. */
    private static int hash(byte[] text, int from, int to) {
        long hash = (long) to - from;
        int at = from;
        for (; at + Long.BYTES <= to; at += Long.BYTES) {
            hash = mix(hash ^ (long) EIGHT_BYTES.get(text, at));
        }
        long tail = 0;
        for (; at < to; at++) {
            tail = tail << Byte.SIZE | (text[at] & 0xff);
        }
        return (int) mix(hash ^ tail);
    }

    /** Spreads every bit over the whole word; the factor is 2^64 divided by the golden ratio. */
    private static long mix(long word) {
        long product = word * 0x9E3779B97F4A7C15L;
        return product ^ (product >>> 32);
    }
}
