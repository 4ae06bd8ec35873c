package io.sublet.extender.http;

import io.sublet.extender.reply.Explainer;
import io.sublet.extender.reply.Explainer.Form;
import io.sublet.model.reading.Reading;
import io.sublet.protocol.json.JsonException;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** The routes by which a person is told why a pod may or may not go to a node. */
public final class ExplainRoutes {
    /** Of a page for people, where nobody says otherwise. */
    private static final int LINES = 50;

    private static final int EXPLAINED_AT_ONCE = 2;

    private final Explainer explainer;
    private final BiFunction<String, String, Reading<Optional<byte[]>>> pods;
    private final Supplier<String> obstacle;
    private final long maxBody;
    private final AtomicInteger explaining = new AtomicInteger();

    /**
     * Routes that are not mounted yet.
     *
     * @param pods finds a pod by namespace and name, to explain it
     * @param obstacle why the snapshot cannot be trusted, empty if it can
     * @param maxBody bytes of a request
     */
    public ExplainRoutes(
            Explainer explainer,
            BiFunction<String, String, Reading<Optional<byte[]>>> pods,
            Supplier<String> obstacle,
            long maxBody) {
        this.explainer = explainer;
        this.pods = pods;
        this.obstacle = obstacle;
        this.maxBody = maxBody;
    }

    public void mount(Router router) {
        router.get("/explain/pod/:namespace/:name").blockingHandler(context -> explain(context), false);
        router.post("/explain/pod")
                .handler(BodyHandler.create(false).setBodyLimit(maxBody))
                .blockingHandler(context -> explain(context, body(context)), false);
    }

    private void explain(RoutingContext context) {
        String namespace = context.pathParam("namespace");
        String name = context.pathParam("name");
        switch (pods.apply(namespace, name)) {
            case Reading.Value<Optional<byte[]>>(Optional<byte[]> pod)
            when pod.isPresent() -> explain(context, pod.get());
            case Reading.Value<Optional<byte[]>> none ->
                context.response().setStatusCode(404).end("no pod " + namespace + "/" + name + "\n");
            case Reading.Missing<Optional<byte[]>>(String cause) ->
                context.response().setStatusCode(502).end("the API server does not tell: " + cause + "\n");
        }
    }

    /** A few at a time: each looks at every node, on processors that the scheduler waits for. */
    private void explain(RoutingContext context, byte[] pod) {
        if (explaining.incrementAndGet() > EXPLAINED_AT_ONCE) {
            explaining.decrementAndGet();
            context.response().setStatusCode(503).end("other explanations are being made, try again\n");
            return;
        }
        try {
            Form form = isForPeople(context) ? Form.TEXT : Form.JSON;
            String text = explainer.explain(pod, form, limit(context, form));
            context.response()
                    .putHeader("Content-Type", form == Form.TEXT ? "text/plain; charset=utf-8" : "application/json")
                    .end(form == Form.TEXT ? warning() + text : text);
        } catch (JsonException e) {
            context.response().setStatusCode(400).end(e.getMessage() + "\n");
        } finally {
            explaining.decrementAndGet();
        }
    }

    /** Empty if there is none. */
    private static byte[] body(RoutingContext context) {
        Buffer body = context.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    private static boolean isForPeople(RoutingContext context) {
        String form = context.request().getParam("format");
        return form == null
                ? String.valueOf(context.request().getHeader("Accept")).startsWith("text/plain")
                : form.equals("text");
    }

    private static int limit(RoutingContext context, Form form) {
        String limit = context.request().getParam("limit");
        if (limit == null) {
            return form == Form.TEXT ? LINES : Integer.MAX_VALUE;
        }
        if (!limit.matches("[0-9]{1,9}")) {
            throw new JsonException("limit must be a number, was '" + limit + "'");
        }
        return Integer.parseInt(limit);
    }

    /** That what is told is not to be trusted, if so. */
    private String warning() {
        String why = obstacle.get();
        return why.isEmpty() ? "" : "questions are refused now: " + why + "\n";
    }
}
