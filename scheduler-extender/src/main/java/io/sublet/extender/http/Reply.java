package io.sublet.extender.http;

import io.netty.buffer.Unpooled;
import io.sublet.extender.http.ExtenderMetrics.Outcome;
import io.sublet.extender.reply.Answer;
import io.sublet.extender.reply.Body;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/**
 * What goes back, and how it counts.
 *
 * @param sent called once when nobody needs the body any more
 */
record Reply(int status, Outcome outcome, Body body, Runnable sent) {
    static Reply json(Outcome outcome, Body body) {
        return new Reply(200, outcome, body, () -> {});
    }

    static Reply of(Answer answer) {
        return new Reply(200, answer.bypassed() ? Outcome.BYPASSED : Outcome.OK, answer.body(), answer::done);
    }

    /** Not the answer that was asked for, but one clause that says why. */
    static Reply text(int status, Outcome outcome, String why) {
        return new Reply(status, outcome, Body.of((why + "\n").getBytes(StandardCharsets.UTF_8)), () -> {});
    }

    @SuppressWarnings("deprecation") // what is not deprecated copies the bytes
    private Buffer buffer() {
        return Buffer.buffer(Unpooled.wrappedBuffer(body.bytes(), 0, body.length()));
    }

    /** Sends it, unless nobody is there any more. */
    void send(HttpServerResponse response) {
        if (response.closed() || response.ended()) {
            sent.run();
            return;
        }
        if (status == 200) {
            response.putHeader("Content-Type", "application/json");
        }
        response.setStatusCode(status).end(buffer()).onComplete(written -> sent.run());
    }
}
