package io.sublet.extender.http;

import io.sublet.extender.reply.LoadVerbs;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.JsonException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The routes of the load entry, which is ignorable for the scheduler: what is refused here makes it go on without, see
 * {@link Intake}.
 */
public final class LoadRoutes {
    private final LoadVerbs verbs;
    private final BiFunction<String, String, Reading<Optional<byte[]>>> pods;
    private final Intake intake;

    /**
     * Routes that are not mounted yet.
     *
     * @param obstacle why the snapshot cannot be trusted, empty if it can
     * @param pods finds a pod by namespace and name, to explain it
     */
    public LoadRoutes(
            LoadVerbs verbs,
            ExtenderMetrics metrics,
            Supplier<String> obstacle,
            BiFunction<String, String, Reading<Optional<byte[]>>> pods,
            Limits limits) {
        this.verbs = verbs;
        this.pods = pods;
        this.intake = new Intake("load", metrics, obstacle, limits);
    }

    public void mount(Router router) {
        intake.mount(router, "filter", verbs::filter);
        intake.mount(router, "prioritize", verbs::prioritize);
        router.get("/explain/pod/:namespace/:name").blockingHandler(this::explain, false);
        router.post("/explain/pod").handler(intake.body()).blockingHandler(this::explainBody, false);
    }

    private void explain(RoutingContext context) {
        String namespace = context.pathParam("namespace");
        String name = context.pathParam("name");
        switch (pods.apply(namespace, name)) {
            case Reading.Value<Optional<byte[]>>(Optional<byte[]> pod)
            when pod.isPresent() -> Intake.json(context, Buffer.buffer(verbs.explain(pod.get())));
            case Reading.Value<Optional<byte[]>> none ->
                context.response().setStatusCode(404).end("no pod " + namespace + "/" + name + "\n");
            case Reading.Missing<Optional<byte[]>>(String cause) ->
                context.response().setStatusCode(502).end("the API server does not tell: " + cause + "\n");
        }
    }

    private void explainBody(RoutingContext context) {
        try {
            Intake.json(context, Buffer.buffer(verbs.explain(Intake.bytes(context))));
        } catch (JsonException e) {
            context.response().setStatusCode(400).end(e.getMessage() + "\n");
        }
    }
}
