package io.sublet.agent.kernel.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * Puts netlink messages together; see linux/netlink.h. A message is a header of length, type, flags, sequence and port, then a
 * structure of its type, then attributes of length, type and value, each on a boundary of four bytes. Attributes may hold others.
 * Numbers are in the byte order of the machine; those of nf_tables in that of the network.
 */
public final class NetlinkWriter {
    static final int REQUEST = 0x1;
    static final int ACK = 0x4;
    static final int DUMP = 0x300;
    static final int EXCLUSIVE = 0x200;
    static final int CREATE = 0x400;
    static final int APPEND = 0x800;

    private static final int NESTED = 0x8000;

    private ByteBuffer buffer = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
    private final ArrayDeque<Integer> open = new ArrayDeque<>();
    private int sequence;

    /** @param sequence of the first message */
    public NetlinkWriter(int sequence) {
        this.sequence = sequence;
    }

    /** Begins a message; its length is filled in by {@link #end}. */
    NetlinkWriter message(int type, int flags) {
        open.push(buffer.position());
        room(16);
        buffer.putInt(0)
                .putShort((short) type)
                .putShort((short) flags)
                .putInt(sequence++)
                .putInt(0);
        return this;
    }

    /** Ends the message or the attribute that was begun last. */
    NetlinkWriter end() {
        int start = open.pop();
        int length = buffer.position() - start;
        if (open.isEmpty()) {
            buffer.putInt(start, length);
        } else {
            buffer.putShort(start, (short) length);
        }
        return this;
    }

    NetlinkWriter number8(int value) {
        room(1);
        buffer.put((byte) value);
        return this;
    }

    NetlinkWriter number16(int value) {
        room(2);
        buffer.putShort((short) value);
        return this;
    }

    NetlinkWriter number32(int value) {
        room(4);
        buffer.putInt(value);
        return this;
    }

    NetlinkWriter big16(int value) {
        return number8(value >> 8).number8(value);
    }

    /** Begins an attribute that holds a structure. */
    NetlinkWriter attribute(int type) {
        open.push(buffer.position());
        return number16(0).number16(type);
    }

    /** Begins an attribute that holds attributes, and says so. */
    NetlinkWriter nested(int type) {
        return attribute(type | NESTED);
    }

    NetlinkWriter attribute(int type, byte[] value) {
        attribute(type);
        room(value.length + 3);
        buffer.put(value);
        end();
        while (buffer.position() % 4 != 0) {
            buffer.put((byte) 0);
        }
        return this;
    }

    NetlinkWriter text(int type, String value) {
        return attribute(type, (value + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    NetlinkWriter long64(int type, long value) {
        return attribute(
                type,
                ByteBuffer.allocate(8)
                        .order(ByteOrder.nativeOrder())
                        .putLong(value)
                        .array());
    }

    /** A number in the byte order of the network. */
    NetlinkWriter big32(int type, int value) {
        return attribute(type, ByteBuffer.allocate(4).putInt(value).array());
    }

    /** A number in the byte order of the machine. */
    static byte[] native32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.nativeOrder())
                .putInt(value)
                .array();
    }

    private void room(int bytes) {
        if (buffer.remaining() < bytes) {
            ByteBuffer larger =
                    ByteBuffer.allocate(2 * (buffer.capacity() + bytes)).order(ByteOrder.nativeOrder());
            buffer = larger.put(buffer.flip());
        }
    }

    /** All messages. */
    public byte[] bytes() {
        if (!open.isEmpty()) {
            throw new IllegalStateException(open.size() + " parts have not been ended");
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }
}
