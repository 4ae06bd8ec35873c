package io.sublet.agent.cluster.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** A body in chunks (RFC 9112 §7.1); a chunk is passed on as soon as it is there, which is what a watch lives by. */
final class ChunkedBody extends InputStream implements BoundedBody {
    private final InputStream in;
    private long left;
    private boolean first = true;
    private boolean ended;

    ChunkedBody(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0 && !nextChunk()) {
            return -1;
        }
        int read = in.read(into, offset, (int) Math.min(length, left));
        if (read < 0) {
            throw new EOFException("the connection ended within a chunk");
        }
        left -= read;
        return read;
    }

    private boolean nextChunk() throws IOException {
        if (ended) {
            return false;
        }
        if (!first) {
            ApiClient.line(in);
        }
        first = false;
        String size = ApiClient.line(in);
        int extension = size.indexOf(';');
        try {
            left = Long.parseLong(
                    extension < 0 ? size.strip() : size.substring(0, extension).strip(), 16);
        } catch (NumberFormatException e) {
            throw new IOException("not the size of a chunk: " + size, e);
        }
        if (left == 0) {
            skipTrailers();
            ended = true;
        }
        return !ended;
    }

    private void skipTrailers() throws IOException {
        String line;
        do {
            line = ApiClient.line(in);
        } while (!line.isEmpty());
    }

    @Override
    public boolean isAtEnd() {
        return ended;
    }
}
