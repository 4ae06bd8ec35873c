package io.sublet.extender.http;

import io.netty.buffer.Unpooled;
import io.sublet.extender.http.ExtenderMetrics.Outcome;
import io.sublet.extender.reply.Body;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;

/** What goes back, and how it counts. */
record Reply(int status, Outcome outcome, Body body) {
    static Reply json(Outcome outcome, Body body) {
        return new Reply(200, outcome, body);
    }

    /** Not the answer that was asked for, but one clause that says why. */
    static Reply text(int status, Outcome outcome, String why) {
        return new Reply(status, outcome, Body.of((why + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    @SuppressWarnings("deprecation") // what is not deprecated copies the bytes
    private Buffer buffer() {
        return Buffer.buffer(Unpooled.wrappedBuffer(body.bytes(), 0, body.length()));
    }

    /** Sends it, unless nobody is there any more. */
    void send(HttpServerResponse response) {
        if (response.closed() || response.ended()) {
            return;
        }
        if (status == 200) {
            response.putHeader("Content-Type", "application/json");
        }
        response.setStatusCode(status).end(buffer());
    }
}
