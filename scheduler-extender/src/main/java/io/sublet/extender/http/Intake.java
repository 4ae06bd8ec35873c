package io.sublet.extender.http;

import io.sublet.extender.http.ExtenderMetrics.Outcome;
import io.sublet.extender.http.ExtenderMetrics.VerbMeters;
import io.sublet.extender.reply.Answer;
import io.sublet.extender.reply.Body;
import io.sublet.protocol.json.JsonException;
import io.vertx.core.Context;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicInteger;
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
        Reply answer(Body body, long deadline) throws InterruptedException;
    }

    /** Gives the answer to a question that is there as a whole. */
    private interface Answering {
        void answer(RoutingContext context, Asked asked, VerbMeters meters);
    }

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

    /**
     * {@code POST /entry/verb}, with work that takes no longer than handing it to another thread. A question that is the only
     * one is answered where it was read; what comes while another is being answered goes to the workers, so that the event
     * loop can tell when there are too many.
     */
    void mountQuick(Router router, String verb, Function<Body, Answer> work) {
        mount(router, verb, (context, asked, meters) -> {
            // larger questions have whole nodes in them, and take a worker's time
            if (inFlight.get() == 1 && asked.length() <= BodyGatherer.MOST) {
                answer(context, attempt(asked, meters, work), asked, meters);
            } else {
                answerOnWorker(context, asked, meters, work);
            }
        });
    }

    /** The same with work that touches memory only. */
    void mount(Router router, String verb, Function<Body, Answer> work) {
        mount(router, verb, (context, asked, meters) -> answerOnWorker(context, asked, meters, work));
    }

    /** The same with work that waits for others, on a thread of its own; its answer is given however late it is. */
    void mountSlow(Router router, String verb, SlowWork work) {
        mount(router, verb, (context, asked, meters) -> {
            Context loop = context.vertx().getOrCreateContext();
            Thread.ofVirtual().name(verb).start(() -> {
                Reply reply = attemptSlowly(asked, meters, work);
                loop.runOnContext(now -> answer(context, reply, asked, meters));
            });
        });
    }

    private void mount(Router router, String verb, Answering answering) {
        VerbMeters meters = metrics.verb(entry, verb);
        router.post("/" + entry + "/" + verb).handler(context -> admit(context, meters, answering));
    }

    /** On the event loop, before the body is read. */
    private void admit(RoutingContext context, VerbMeters meters, Answering answering) {
        long now = System.nanoTime();
        String why = obstacle.get();
        if (!why.isEmpty()) {
            send(context, Reply.text(503, Outcome.NOT_READY, why), now, meters);
            return;
        }
        if (inFlight.incrementAndGet() > limits.maxInFlight()) {
            inFlight.decrementAndGet();
            String tooMany = "more than " + limits.maxInFlight() + " requests at once";
            send(context, Reply.text(503, Outcome.SHED, tooMany), now, meters);
            return;
        }
        context.addEndHandler(ended -> inFlight.decrementAndGet());
        Asked.read(
                context.request(),
                now,
                limits.maxBody(),
                asked -> answering.answer(context, asked, meters),
                () -> send(
                        context,
                        Reply.text(413, Outcome.MALFORMED, "more than " + limits.maxBody() + " bytes"),
                        now,
                        meters));
    }

    private void answerOnWorker(RoutingContext context, Asked asked, VerbMeters meters, Function<Body, Answer> work) {
        context.vertx()
                .executeBlocking(() -> attempt(asked, meters, work), false)
                .onSuccess(reply -> answer(context, reply, asked, meters));
    }

    private Reply attempt(Asked asked, VerbMeters meters, Function<Body, Answer> work) {
        if (isLate(asked)) {
            return late();
        }
        try {
            Answer answer = work.apply(asked.body());
            if (isLate(asked)) {
                answer.done();
                return late();
            }
            meters.refused(answer);
            return Reply.of(answer);
        } catch (JsonException e) {
            return malformed(e);
        } catch (RuntimeException e) {
            return failed(meters, e);
        }
    }

    private Reply attemptSlowly(Asked asked, VerbMeters meters, SlowWork work) {
        try {
            return work.answer(asked.body(), asked.arrived() + limits.deadline().toNanos());
        } catch (JsonException e) {
            return malformed(e);
        } catch (InterruptedException | RuntimeException e) {
            return failed(meters, e);
        }
    }

    private static Reply malformed(JsonException problem) {
        return Reply.text(400, Outcome.MALFORMED, String.valueOf(problem.getMessage()));
    }

    private Reply failed(VerbMeters meters, Exception problem) {
        log.error("request failed entry={} verb={}", entry, meters.verb(), problem);
        return Reply.text(500, Outcome.ERROR, "internal error");
    }

    private boolean isLate(Asked asked) {
        return System.nanoTime() - asked.arrived() > limits.deadline().toNanos();
    }

    private Reply late() {
        return Reply.text(503, Outcome.LATE, "deadline of " + limits.deadline().toMillis() + " ms passed");
    }

    private static void answer(RoutingContext context, Reply reply, Asked asked, VerbMeters meters) {
        asked.done();
        send(context, reply, asked.arrived(), meters);
    }

    private static void send(RoutingContext context, Reply reply, long arrived, VerbMeters meters) {
        // counted first, so that whoever has the answer finds it counted
        meters.request(reply.outcome(), System.nanoTime() - arrived);
        reply.send(context.response());
    }
}
