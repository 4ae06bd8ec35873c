package io.sublet.extender.reply;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a reply in the making. */
final class ReplyBuffer {
    private byte[] bytes = {};
    private int size;

    /** Makes room for so many bytes in all, so that adding them does not copy what is there. */
    ReplyBuffer expect(int length) {
        reserve(length - size);
        return this;
    }

    /** Empties it; its array stays. */
    void clear() {
        size = 0;
    }

    /** Bytes of its array. */
    int capacity() {
        return bytes.length;
    }

    /** Adds text as it is, which is ASCII. */
    ReplyBuffer add(String ascii) {
        int length = ascii.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            bytes[size + i] = (byte) ascii.charAt(i);
        }
        size += length;
        return this;
    }

    ReplyBuffer add(byte[] source, int from, int to) {
        reserve(to - from);
        System.arraycopy(source, from, bytes, size, to - from);
        size += to - from;
        return this;
    }

    ReplyBuffer add(byte[] source) {
        return add(source, 0, source.length);
    }

    /** Any text as a JSON string. */
    static byte[] quoted(String text) {
        byte[] escaped = JsonStringEncoder.getInstance().quoteAsUTF8(text);
        return new ReplyBuffer()
                .expect(escaped.length + 2)
                .add("\"")
                .add(escaped)
                .add("\"")
                .toBytes();
    }

    /** Makes a list of what was added, items with a comma before each. */
    ReplyBuffer asList() {
        if (size == 0) {
            return add("[]");
        }
        bytes[0] = '[';
        return add("]");
    }

    /** What was added so far, in the buffer's own array: good until the next is added. */
    Body toBody() {
        return new Body(bytes, size);
    }

    private byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    private void reserve(int more) {
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
