package io.sublet.extender.http;

import io.sublet.extender.reply.Body;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A request whose body comes in parts, on its event loop. */
final class Asked {
    /** Of an event loop, for one body after another. */
    private static final ThreadLocal<byte[]> SHARED = ThreadLocal.withInitial(() -> new byte[0]);

    private final long arrived;
    private final List<Buffer> parts = new ArrayList<>(1);
    private int length;

    private Asked(long arrived) {
        this.arrived = arrived;
    }

    /**
     * Reads a request.
     *
     * @param arrived by the monotonic clock
     * @param limit bytes that the body may have
     * @param whole called when all of it is there
     * @param tooLarge called instead, once; the rest is thrown away then
     */
    static void read(HttpServerRequest request, long arrived, long limit, Consumer<Asked> whole, Runnable tooLarge) {
        Asked asked = new Asked(arrived);
        request.handler(part -> {
            if (asked.length >= 0 && !asked.take(part, limit)) {
                tooLarge.run();
            }
        });
        request.endHandler(end -> {
            if (asked.length >= 0) {
                whole.accept(asked);
            }
        });
    }

    /** Whether it is within the limit; if not, no more is kept. */
    private boolean take(Buffer part, long limit) {
        if (length + (long) part.length() > limit) {
            parts.clear();
            length = -1;
            return false;
        }
        parts.add(part);
        length += part.length();
        return true;
    }

    /** When its head came, by the monotonic clock. */
    long arrived() {
        return arrived;
    }

    /** Bytes of the body. */
    int length() {
        return length;
    }

    /** The body, in an array that this event loop uses again for the next one. */
    Body lent() {
        byte[] shared = SHARED.get();
        if (shared.length < length) {
            shared = new byte[Math.max(length, 2 * shared.length)];
            SHARED.set(shared);
        }
        return copyTo(shared);
    }

    /** The body, in an array of its own. */
    Body kept() {
        return copyTo(new byte[length]);
    }

    private Body copyTo(byte[] bytes) {
        int at = 0;
        for (Buffer part : parts) {
            part.getBytes(bytes, at);
            at += part.length();
        }
        return new Body(bytes, length);
    }
}
