package io.sublet.extender.http;

import io.netty.buffer.ByteBuf;
import io.sublet.extender.reply.Body;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A request whose body comes in parts, on its event loop. */
final class Asked {
    private final long arrived;
    private final Optional<BodyGatherer> gatherer;
    private final List<Buffer> parts = new ArrayList<>(1);
    private int length;

    private Asked(long arrived, Optional<BodyGatherer> gatherer) {
        this.arrived = arrived;
        this.gatherer = gatherer;
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
        Asked asked = new Asked(arrived, BodyGatherer.of(request));
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

    /** The body, good until {@link #done}. */
    Body body() {
        return isGathered() ? new Body(bytes().array(), length) : copied();
    }

    /** Whether it came, or was made to come, in one part at the start of an array. */
    private boolean isGathered() {
        return parts.size() == 1 && bytes().hasArray() && bytes().arrayOffset() == 0;
    }

    @SuppressWarnings("deprecation") // what is not deprecated copies the bytes
    private ByteBuf bytes() {
        return parts.getFirst().getByteBuf();
    }

    private Body copied() {
        byte[] bytes = new byte[length];
        int at = 0;
        for (Buffer part : parts) {
            part.getBytes(bytes, at);
            at += part.length();
        }
        return Body.of(bytes);
    }

    /** Nobody reads the body any more. On the event loop, at most once. */
    void done() {
        if (isGathered()) {
            gatherer.ifPresent(of -> of.giveBack(bytes().array()));
        }
    }
}
