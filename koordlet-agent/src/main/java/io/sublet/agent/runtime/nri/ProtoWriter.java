package io.sublet.agent.runtime.nri;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Consumer;

/** Writes one protobuf message. Fields with their default value are left out, as proto3 does. */
final class ProtoWriter {
    private static final int VARINT = 0;
    private static final int LENGTH_DELIMITED = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ProtoWriter text(int field, String text) {
        return text.isEmpty() ? this : delimited(field, text.getBytes(StandardCharsets.UTF_8));
    }

    ProtoWriter bytes(int field, byte[] bytes) {
        return bytes.length == 0 ? this : delimited(field, bytes);
    }

    /** A negative number takes ten bytes, as int32, int64 and enumerations do. */
    ProtoWriter varint(int field, long value) {
        if (value != 0) {
            tag(field, VARINT);
            writeVarint(value);
        }
        return this;
    }

    /** A message, also if it is empty: that it is there may mean something. */
    ProtoWriter message(int field, Consumer<ProtoWriter> content) {
        ProtoWriter inner = new ProtoWriter();
        content.accept(inner);
        return delimited(field, inner.done());
    }

    /** A number in a message of its own; see {@link ProtoReader#wrapped}. */
    ProtoWriter wrapped(int field, long value) {
        return message(field, wrapper -> wrapper.varint(1, value));
    }

    /** A map, in the order of its entries. */
    ProtoWriter entries(int field, Map<String, String> entries) {
        entries.forEach(
                (key, value) -> message(field, entry -> entry.text(1, key).text(2, value)));
        return this;
    }

    private ProtoWriter delimited(int field, byte[] bytes) {
        tag(field, LENGTH_DELIMITED);
        writeVarint(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    private void tag(int field, int wireType) {
        writeVarint(((long) field << 3) | wireType);
    }

    private void writeVarint(long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    byte[] done() {
        return out.toByteArray();
    }
}
