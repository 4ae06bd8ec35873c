package io.sublet.agent.runtime.nri;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Several logical connections on one: each frame has the number of its connection and the length of its payload ahead, both in four
 * bytes, most significant first. Where a frame ends says nothing about where a message does. Not for use by two threads at once.
 */
final class Multiplexer {
    /** On which the runtime calls the plugin. */
    static final int PLUGIN_SERVICE = 1;

    /** On which the plugin calls the runtime. */
    static final int RUNTIME_SERVICE = 2;

    static final int MOST_BYTES = TtrpcMessage.HEADER_BYTES + TtrpcMessage.MOST_BYTES;

    /** The runtime reads a frame at once, into a buffer of this size; a longer one would break its connection. */
    private static final int MOST_BYTES_WRITTEN = 4096;

    private final DataInputStream in;
    private final DataOutputStream out;

    /** A piece of what was sent on a logical connection. */
    @SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
    record Frame(int connection, byte[] payload) {}

    Multiplexer(InputStream in, OutputStream out) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
    }

    /**
     * Waits for a frame.
     *
     * @throws java.io.EOFException at the end
     */
    Frame read() throws IOException {
        int connection = in.readInt();
        long length = Integer.toUnsignedLong(in.readInt());
        if (length > MOST_BYTES) {
            throw new MalformedMessageException("a frame of " + length + " bytes, where the most are " + MOST_BYTES);
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        return new Frame(connection, payload);
    }

    void write(int connection, byte[] message) throws IOException {
        for (int from = 0; from < message.length; from += MOST_BYTES_WRITTEN) {
            int length = Math.min(MOST_BYTES_WRITTEN, message.length - from);
            byte[] frame = new byte[length];
            System.arraycopy(message, from, frame, 0, length);
            out.writeInt(connection);
            out.writeInt(length);
            out.write(frame);
        }
        out.flush();
    }
}
