package io.sublet.manager.kube.watch;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Cuts a stream of bytes into lines, one document each. A line that came in one piece is not copied. */
final class JsonLines {
    private static final int SMALL = 8192;

    private final Handler handler;
    /** The begun line, and how much of the array it fills. */
    private byte[] begun = new byte[SMALL];

    private int length;

    /** Takes a line without its end; the bytes are valid during the call only. */
    @FunctionalInterface
    interface Handler {
        void line(byte[] bytes, int offset, int length);
    }

    JsonLines(Handler handler) {
        this.handler = handler;
    }

    /** @param piece on the heap */
    void accept(ByteBuffer piece) {
        byte[] bytes = piece.array();
        int position = piece.arrayOffset() + piece.position();
        int end = position + piece.remaining();
        for (int i = position; i < end; i++) {
            if (bytes[i] == '\n') {
                finish(bytes, position, i - position);
                position = i + 1;
            }
        }
        append(bytes, position, end - position);
    }

    private void finish(byte[] bytes, int offset, int count) {
        if (length == 0) {
            if (count > 0) {
                handler.line(bytes, offset, count);
            }
            return;
        }
        append(bytes, offset, count);
        int whole = length;
        length = 0;
        handler.line(begun, 0, whole);
        if (begun.length > 64 * SMALL) {
            begun = new byte[SMALL];
        }
    }

    private void append(byte[] bytes, int offset, int count) {
        if (count == 0) {
            return;
        }
        if (length + count > begun.length) {
            begun = Arrays.copyOf(begun, Math.max(2 * begun.length, length + count));
        }
        System.arraycopy(bytes, offset, begun, length, count);
        length += count;
    }
}
