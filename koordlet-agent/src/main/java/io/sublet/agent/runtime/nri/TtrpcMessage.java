package io.sublet.agent.runtime.nri;

import java.nio.ByteBuffer;

/**
 * A message of ttrpc. Ahead of its body are the body's length and the number of the stream in four bytes each, most significant first, the
 * type, and flags, which single calls do not need.
 *
 * @param stream of the call, odd as whoever calls gives it; the answer has the same
 */
@SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
record TtrpcMessage(int stream, int type, byte[] body) {
    static final int HEADER_BYTES = 10;
    static final int MOST_BYTES = 4 << 20;
    static final int REQUEST = 1;
    static final int RESPONSE = 2;

    byte[] encode() {
        return ByteBuffer.allocate(HEADER_BYTES + body.length)
                .putInt(body.length)
                .putInt(stream)
                .put((byte) type)
                .put((byte) 0)
                .put(body)
                .array();
    }
}
