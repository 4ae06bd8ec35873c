package io.sublet.extender.http;

import io.sublet.extender.http.ExtenderMetrics.Outcome;
import io.sublet.extender.reply.Body;
import io.sublet.extender.reply.PinVerbs;
import io.sublet.extender.reply.PinVerbs.BindReply;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;

/**
 * The routes of the pin entry, which is not ignorable for the scheduler: what is refused here makes it try the pod again
 * later. Binding has a limit of its own, because it waits for the API server.
 */
public final class PinRoutes {
    private final PinVerbs verbs;
    private final ExtenderMetrics metrics;
    private final Intake questions;
    private final Intake orders;

    /**
     * Routes that are not mounted yet.
     *
     * @param obstacle why the ledger cannot be trusted, empty if it can
     * @param questions limits of everything but bind
     * @param orders limits of bind
     */
    public PinRoutes(
            PinVerbs verbs, ExtenderMetrics metrics, Supplier<String> obstacle, Limits questions, Limits orders) {
        this.verbs = verbs;
        this.metrics = metrics;
        this.questions = new Intake("pin", "pin", metrics, obstacle, questions);
        this.orders = new Intake("pin", "bind", metrics, obstacle, orders);
    }

    public void mount(Router router) {
        questions.mount(router, "filter", verbs::filter);
        questions.mount(router, "prioritize", verbs::prioritize);
        questions.mount(router, "preempt", verbs::preempt);
        orders.mountSlow(router, "bind", this::bind);
    }

    private Reply bind(Body body, long deadline) throws InterruptedException {
        BindReply reply = verbs.bind(body, deadline);
        metrics.bound(reply.answer());
        return Reply.json(reply.answer().isBound() ? Outcome.OK : Outcome.NOT_BOUND, reply.body());
    }
}
