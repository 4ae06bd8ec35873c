package io.sublet.extender.http;

import io.sublet.extender.http.ExtenderMetrics.Outcome;
import io.sublet.extender.reply.Answer;
import io.sublet.extender.reply.LoadVerbs;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.JsonException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The routes of the load entry. A request that cannot be answered right and in time is refused with 503, so that the
 * scheduler, for which this entry is ignorable, goes on without it: not ready, more requests in flight than allowed, or its
 * deadline past. Nothing is guessed.
 */
public final class LoadRoutes {
    private static final Logger log = LoggerFactory.getLogger(LoadRoutes.class);
    private static final String ARRIVED = "arrived";

    private final LoadVerbs verbs;
    private final ExtenderMetrics metrics;
    private final BooleanSupplier ready;
    private final BiFunction<String, String, Reading<Optional<byte[]>>> pods;
    private final Limits limits;

    /**
     * What is answered at all.
     *
     * @param maxInFlight requests at once, each of some milliseconds
     * @param deadline from the head of a request to its answer, below the scheduler's timeout
     * @param maxBody bytes of a request
     */
    public record Limits(int maxInFlight, Duration deadline, long maxBody) {
        public Limits {
            if (maxInFlight < 1 || deadline.isNegative() || deadline.isZero() || maxBody < 1) {
                throw new IllegalArgumentException("limits must be positive, were " + maxInFlight + " requests, "
                        + deadline + ", " + maxBody + " bytes");
            }
        }
    }

    /**
     * Routes that are not mounted yet.
     *
     * @param ready whether the snapshot can be trusted
     * @param pods finds a pod by namespace and name, to explain it
     */
    public LoadRoutes(
            LoadVerbs verbs,
            ExtenderMetrics metrics,
            BooleanSupplier ready,
            BiFunction<String, String, Reading<Optional<byte[]>>> pods,
            Limits limits) {
        this.verbs = verbs;
        this.metrics = metrics;
        this.ready = ready;
        this.pods = pods;
        this.limits = limits;
    }

    public void mount(Router router) {
        mountVerb(router, "filter", verbs::filter);
        mountVerb(router, "prioritize", verbs::prioritize);
        router.get("/explain/pod/:namespace/:name").blockingHandler(this::explain, false);
        router.post("/explain/pod").handler(body()).blockingHandler(this::explainBody, false);
    }

    private void mountVerb(Router router, String verb, Function<byte[], Answer> work) {
        // a route of its own, because within one route the body is read before any handler of ours
        router.post("/load/" + verb).handler(context -> admit(context, verb));
        router.post("/load/" + verb).handler(body()).blockingHandler(context -> answer(context, verb, work), false);
    }

    private BodyHandler body() {
        return BodyHandler.create(false).setBodyLimit(limits.maxBody);
    }

    /** On the event loop, before the body is read. */
    private void admit(RoutingContext context, String verb) {
        long now = System.nanoTime();
        if (!ready.getAsBoolean()) {
            refuse(context, verb, Outcome.NOT_READY, now);
            return;
        }
        if (metrics.inFlight().incrementAndGet() > limits.maxInFlight) {
            metrics.inFlight().decrementAndGet();
            refuse(context, verb, Outcome.SHED, now);
            return;
        }
        context.addEndHandler(ended -> metrics.inFlight().decrementAndGet());
        context.put(ARRIVED, now);
        context.next();
    }

    private void answer(RoutingContext context, String verb, Function<byte[], Answer> work) {
        long arrived = context.get(ARRIVED, System.nanoTime());
        if (isLate(arrived)) {
            refuse(context, verb, Outcome.LATE, arrived);
            return;
        }
        try {
            Buffer body = context.body().buffer();
            Answer answer = work.apply(body == null ? new byte[0] : body.getBytes());
            if (isLate(arrived)) {
                refuse(context, verb, Outcome.LATE, arrived);
                return;
            }
            json(context, Buffer.buffer(answer.body()));
            metrics.refused(answer);
            metrics.request(verb, answer.bypassed() ? Outcome.BYPASSED : Outcome.OK, System.nanoTime() - arrived);
        } catch (JsonException e) {
            context.response().setStatusCode(400).end(e.getMessage() + "\n");
            metrics.request(verb, Outcome.MALFORMED, System.nanoTime() - arrived);
        } catch (RuntimeException e) {
            log.error("request failed verb={}", verb, e);
            context.response().setStatusCode(500).end("internal error\n");
            metrics.request(verb, Outcome.ERROR, System.nanoTime() - arrived);
        }
    }

    private boolean isLate(long arrived) {
        return System.nanoTime() - arrived > limits.deadline.toNanos();
    }

    private void refuse(RoutingContext context, String verb, Outcome outcome, long arrived) {
        String why = switch (outcome) {
            case NOT_READY -> "caches are not filled";
            case SHED -> "more than " + limits.maxInFlight + " requests at once";
            default -> "deadline of " + limits.deadline.toMillis() + " ms passed";
        };
        context.response().setStatusCode(503).end(why + "\n");
        metrics.request(verb, outcome, System.nanoTime() - arrived);
    }

    private void explain(RoutingContext context) {
        String namespace = context.pathParam("namespace");
        String name = context.pathParam("name");
        switch (pods.apply(namespace, name)) {
            case Reading.Value<Optional<byte[]>>(Optional<byte[]> pod)
            when pod.isPresent() -> json(context, Buffer.buffer(verbs.explain(pod.get())));
            case Reading.Value<Optional<byte[]>> none ->
                context.response().setStatusCode(404).end("no pod " + namespace + "/" + name + "\n");
            case Reading.Missing<Optional<byte[]>>(String cause) ->
                context.response().setStatusCode(502).end("the API server does not tell: " + cause + "\n");
        }
    }

    private void explainBody(RoutingContext context) {
        try {
            Buffer body = context.body().buffer();
            json(context, Buffer.buffer(verbs.explain(body == null ? new byte[0] : body.getBytes())));
        } catch (JsonException e) {
            context.response().setStatusCode(400).end(e.getMessage() + "\n");
        }
    }

    private static void json(RoutingContext context, Buffer body) {
        context.response().putHeader("Content-Type", "application/json").end(body);
    }
}
