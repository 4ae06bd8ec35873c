package io.sublet.extender.http;

import io.sublet.extender.http.ExtenderMetrics.Outcome;
import io.sublet.extender.reply.Answer;
import io.sublet.protocol.json.JsonException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the questions of one entry in, answers them and counts how they ended. One that cannot be answered right and in time
 * is refused with 503 and a reason: not ready, more requests in flight than allowed, or its deadline past. Nothing is
 * guessed.
 */
final class Intake {
    private static final Logger log = LoggerFactory.getLogger(Intake.class);
    private static final String ARRIVED = "arrived";

    private final String entry;
    private final ExtenderMetrics metrics;
    private final Supplier<String> obstacle;
    private final Limits limits;
    private final AtomicInteger inFlight;

    /** Work of a kind that waits. */
    interface SlowWork {
        /**
         * Answers a question.
         *
         * @param deadline by the monotonic clock
         */
        Reply answer(byte[] body, long deadline) throws InterruptedException;
    }

    /** An answer and how it counts. */
    @SuppressWarnings("ArrayRecordComponent") // a message in transit, never compared
    record Reply(byte[] body, Outcome outcome) {}

    /** An intake without routes, the only one of its entry. */
    Intake(String entry, ExtenderMetrics metrics, Supplier<String> obstacle, Limits limits) {
        this(entry, entry, metrics, obstacle, limits);
    }

    /**
     * An intake without routes.
     *
     * @param entry by which metrics know it, also the first part of its paths
     * @param lane by which metrics know what is in flight here
     * @param obstacle why questions cannot be answered now, empty if they can
     */
    Intake(String entry, String lane, ExtenderMetrics metrics, Supplier<String> obstacle, Limits limits) {
        this.entry = entry;
        this.metrics = metrics;
        this.obstacle = obstacle;
        this.limits = limits;
        this.inFlight = metrics.inFlight(lane);
    }

    /** {@code POST /entry/verb}, with work that touches memory only. */
    void mount(Router router, String verb, Function<byte[], Answer> work) {
        String path = "/" + entry + "/" + verb;
        // a route of its own, because within one route the body is read before any handler of ours
        router.post(path).handler(context -> admit(context, verb));
        router.post(path).handler(body()).blockingHandler(context -> answer(context, verb, work), false);
    }

    /** The same with work that waits for others, on a thread of its own; its answer is given however late it is. */
    void mountSlow(Router router, String verb, SlowWork work) {
        String path = "/" + entry + "/" + verb;
        router.post(path).handler(context -> admit(context, verb));
        router.post(path).handler(body()).handler(context -> {
            Context loop = context.vertx().getOrCreateContext();
            Thread.ofVirtual()
                    .name(verb)
                    .start(() -> answerSlowly(context, verb, work, answer -> loop.runOnContext(now -> answer.run())));
        });
    }

    private void answerSlowly(RoutingContext context, String verb, SlowWork work, Consumer<Runnable> back) {
        long arrived = context.get(ARRIVED, System.nanoTime());
        try {
            Reply reply =
                    work.answer(bytes(context), arrived + limits.deadline().toNanos());
            back.accept(() -> json(context, Buffer.buffer(reply.body)));
            metrics.request(entry, verb, reply.outcome, System.nanoTime() - arrived);
        } catch (JsonException e) {
            back.accept(() -> context.response().setStatusCode(400).end(e.getMessage() + "\n"));
            metrics.request(entry, verb, Outcome.MALFORMED, System.nanoTime() - arrived);
        } catch (InterruptedException | RuntimeException e) {
            log.error("request failed entry={} verb={}", entry, verb, e);
            back.accept(() -> context.response().setStatusCode(500).end("internal error\n"));
            metrics.request(entry, verb, Outcome.ERROR, System.nanoTime() - arrived);
        }
    }

    /** Reads a body that is no larger than allowed. */
    BodyHandler body() {
        return BodyHandler.create(false).setBodyLimit(limits.maxBody());
    }

    /** On the event loop, before the body is read. */
    private void admit(RoutingContext context, String verb) {
        long now = System.nanoTime();
        String why = obstacle.get();
        if (!why.isEmpty()) {
            refuse(context, verb, Outcome.NOT_READY, why, now);
            return;
        }
        if (inFlight.incrementAndGet() > limits.maxInFlight()) {
            inFlight.decrementAndGet();
            refuse(context, verb, Outcome.SHED, "more than " + limits.maxInFlight() + " requests at once", now);
            return;
        }
        context.addEndHandler(ended -> inFlight.decrementAndGet());
        context.put(ARRIVED, now);
        context.next();
    }

    private void answer(RoutingContext context, String verb, Function<byte[], Answer> work) {
        long arrived = context.get(ARRIVED, System.nanoTime());
        if (isLate(arrived)) {
            refuseLate(context, verb, arrived);
            return;
        }
        try {
            Answer answer = work.apply(bytes(context));
            if (isLate(arrived)) {
                refuseLate(context, verb, arrived);
                return;
            }
            json(context, Buffer.buffer(answer.body()));
            metrics.refused(answer);
            Outcome outcome = answer.bypassed() ? Outcome.BYPASSED : Outcome.OK;
            metrics.request(entry, verb, outcome, System.nanoTime() - arrived);
        } catch (JsonException e) {
            context.response().setStatusCode(400).end(e.getMessage() + "\n");
            metrics.request(entry, verb, Outcome.MALFORMED, System.nanoTime() - arrived);
        } catch (RuntimeException e) {
            log.error("request failed entry={} verb={}", entry, verb, e);
            context.response().setStatusCode(500).end("internal error\n");
            metrics.request(entry, verb, Outcome.ERROR, System.nanoTime() - arrived);
        }
    }

    private boolean isLate(long arrived) {
        return System.nanoTime() - arrived > limits.deadline().toNanos();
    }

    private void refuseLate(RoutingContext context, String verb, long arrived) {
        String why = "deadline of " + limits.deadline().toMillis() + " ms passed";
        refuse(context, verb, Outcome.LATE, why, arrived);
    }

    private void refuse(RoutingContext context, String verb, Outcome outcome, String why, long arrived) {
        context.response().setStatusCode(503).end(why + "\n");
        metrics.request(entry, verb, outcome, System.nanoTime() - arrived);
    }

    /** The body, empty if there is none. */
    static byte[] bytes(RoutingContext context) {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    static void json(RoutingContext context, Buffer body) {
        context.response().putHeader("Content-Type", "application/json").end(body);
    }
}
