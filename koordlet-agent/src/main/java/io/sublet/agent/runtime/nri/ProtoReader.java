package io.sublet.agent.runtime.nri;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Reads one protobuf message, field by field, in the order in which they stand there; see protobuf.dev/programming-guides/encoding. A field
 * that the caller does not ask for is skipped.
 */
final class ProtoReader {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;
    private static final int MOST_VARINT_BYTES = 10;

    private final ByteBuffer bytes;
    private int field;
    private int wireType;
    private boolean unread;

    ProtoReader(byte[] message) {
        this(ByteBuffer.wrap(message));
    }

    private ProtoReader(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /**
     * Goes to the next field.
     *
     * @return its number, from 1; 0 at the end
     */
    int next() throws MalformedMessageException {
        if (unread) {
            skip();
        }
        if (!bytes.hasRemaining()) {
            return 0;
        }
        long tag = readVarint();
        long number = tag >>> 3;
        if (number < 1 || number > Integer.MAX_VALUE >>> 2) {
            throw new MalformedMessageException("no field number: " + number);
        }
        field = (int) number;
        wireType = (int) (tag & 7);
        unread = true;
        return field;
    }

    private void skip() throws MalformedMessageException {
        switch (wireType) {
            case VARINT -> readVarint();
            case FIXED64 -> take(Long.BYTES);
            case LENGTH_DELIMITED -> take(length());
            case FIXED32 -> take(Integer.BYTES);
            default -> throw new MalformedMessageException("wire type " + wireType + " of field " + field);
        }
        unread = false;
    }

    /** The field as a number; for a uint64 beyond the largest long a negative one, as in Java. */
    long varint() throws MalformedMessageException {
        expect(VARINT);
        return readVarint();
    }

    /** The field as a text. */
    String text() throws MalformedMessageException {
        expect(LENGTH_DELIMITED);
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(take(length()));
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new MalformedMessageException("field " + field + " is no text: " + e.getMessage());
        }
    }

    /** The field as bytes. */
    byte[] bytes() throws MalformedMessageException {
        expect(LENGTH_DELIMITED);
        ByteBuffer taken = take(length());
        byte[] copy = new byte[taken.remaining()];
        taken.get(copy);
        return copy;
    }

    /** The field as a message of its own. */
    ProtoReader message() throws MalformedMessageException {
        expect(LENGTH_DELIMITED);
        return new ProtoReader(take(length()));
    }

    /** The number in a message of one number in field 1, as the wrappers {@code OptionalInt64} and the like are; 0 if it is left out. */
    long wrapped() throws MalformedMessageException {
        ProtoReader wrapper = message();
        long value = 0;
        for (int number = wrapper.next(); number != 0; number = wrapper.next()) {
            if (number == 1) {
                value = wrapper.varint();
            }
        }
        return value;
    }

    /** The field as an entry of a map of texts. */
    Map.Entry<String, String> entry() throws MalformedMessageException {
        ProtoReader entry = message();
        String key = "";
        String value = "";
        for (int number = entry.next(); number != 0; number = entry.next()) {
            switch (number) {
                case 1 -> key = entry.text();
                case 2 -> value = entry.text();
                default -> {}
            }
        }
        return Map.entry(key, value);
    }

    private void expect(int wanted) throws MalformedMessageException {
        if (wireType != wanted) {
            throw new MalformedMessageException("field " + field + " has wire type " + wireType + ", not " + wanted);
        }
        unread = false;
    }

    private long readVarint() throws MalformedMessageException {
        long value = 0;
        for (int i = 0; i < MOST_VARINT_BYTES; i++) {
            if (!bytes.hasRemaining()) {
                throw new MalformedMessageException("the message ends within a number");
            }
            byte next = bytes.get();
            value |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new MalformedMessageException("a number of more than " + MOST_VARINT_BYTES + " bytes");
    }

    private int length() throws MalformedMessageException {
        long length = readVarint();
        if (length < 0 || length > bytes.remaining()) {
            throw new MalformedMessageException(
                    "field " + field + " of " + length + " bytes, where " + bytes.remaining() + " are left");
        }
        return (int) length;
    }

    private ByteBuffer take(int length) throws MalformedMessageException {
        if (length > bytes.remaining()) {
            throw new MalformedMessageException("the message ends within field " + field);
        }
        ByteBuffer taken = bytes.slice(bytes.position(), length);
        bytes.position(bytes.position() + length);
        return taken;
    }
}
