package io.sublet.extender.http;

import io.sublet.extender.reply.LoadVerbs;
import io.vertx.ext.web.Router;
import java.util.function.Supplier;

/**
 * The routes of the load entry, which is ignorable for the scheduler: what is refused here makes it go on without, see
 * {@link Intake}.
 */
public final class LoadRoutes {
    private final LoadVerbs verbs;
    private final Intake intake;

    /**
     * Routes that are not mounted yet.
     *
     * @param obstacle why the snapshot cannot be trusted, empty if it can
     */
    public LoadRoutes(LoadVerbs verbs, ExtenderMetrics metrics, Supplier<String> obstacle, Limits limits) {
        this.verbs = verbs;
        this.intake = new Intake("load", metrics, obstacle, limits);
    }

    public void mount(Router router) {
        intake.mountQuick(router, "filter", verbs::filter);
        intake.mountQuick(router, "prioritize", verbs::prioritize);
    }
}
