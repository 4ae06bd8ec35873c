package io.sublet.webhook.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Bytes of bodies that are held at once, which a single one may use up. A tree takes about ten times its text, and what does not
 * fit into the heap would end the program.
 */
final class BodyBudget {
    private final int most;
    private final AtomicLong left;

    /** Why a body is not taken; the answer has to say it, and the rest of the body is passed over. */
    enum Excess {
        TOO_LARGE,
        NO_ROOM
    }

    BodyBudget(int bytes) {
        this.most = bytes;
        this.left = new AtomicLong(bytes);
    }

    /**
     * Gathers a request's body as it comes, and holds it until the response ends or the client goes away. What comes after an
     * answer is passed over.
     */
    void gather(HttpServerRequest request, Consumer<Excess> refusal, Consumer<byte[]> whole) {
        Buffer body = Buffer.buffer();
        AtomicInteger held = new AtomicInteger();
        request.response().endHandler(end -> give(held.getAndSet(0)));
        request.response().closeHandler(closed -> give(held.getAndSet(0)));
        request.handler(chunk -> {
            if (request.response().headWritten()) {
                return;
            }
            if (body.length() + chunk.length() > most) {
                refusal.accept(Excess.TOO_LARGE);
            } else if (!take(chunk.length())) {
                refusal.accept(Excess.NO_ROOM);
            } else {
                held.addAndGet(chunk.length());
                body.appendBuffer(chunk);
            }
        });
        request.endHandler(end -> {
            if (!request.response().headWritten()) {
                whole.accept(body.getBytes());
            }
        });
    }

    /** Takes some of it; false, and nothing is taken, if there is not as much left. */
    private boolean take(int bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    private void give(int bytes) {
        left.addAndGet(bytes);
    }
}
