package io.sublet.agent.runtime.nri;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Puts together the messages of one logical connection. */
final class TtrpcInbox {
    private byte[] begun = new byte[0];

    /** The messages that are complete with these bytes. */
    List<TtrpcMessage> add(byte[] payload) throws MalformedMessageException {
        ByteBuffer bytes = ByteBuffer.wrap(joined(payload));
        List<TtrpcMessage> complete = new ArrayList<>();
        while (bytes.remaining() >= TtrpcMessage.HEADER_BYTES) {
            long length = Integer.toUnsignedLong(bytes.getInt(bytes.position()));
            if (length > TtrpcMessage.MOST_BYTES) {
                throw new MalformedMessageException(
                        "a message of " + length + " bytes, where the most are " + TtrpcMessage.MOST_BYTES);
            }
            if (bytes.remaining() < TtrpcMessage.HEADER_BYTES + length) {
                break;
            }
            complete.add(next(bytes, (int) length));
        }
        begun = Arrays.copyOfRange(bytes.array(), bytes.position(), bytes.limit());
        return complete;
    }

    private byte[] joined(byte[] payload) {
        if (begun.length == 0) {
            return payload;
        }
        byte[] joined = Arrays.copyOf(begun, begun.length + payload.length);
        System.arraycopy(payload, 0, joined, begun.length, payload.length);
        return joined;
    }

    private static TtrpcMessage next(ByteBuffer bytes, int length) {
        bytes.getInt();
        int stream = bytes.getInt();
        int type = bytes.get();
        bytes.get();
        byte[] body = new byte[length];
        bytes.get(body);
        return new TtrpcMessage(stream, type, body);
    }
}
