package io.sublet.extender;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.crds.cluster.EventWriter;
import io.sublet.crds.cluster.WarningEvent;
import io.sublet.extender.cluster.ClusterFeed;
import io.sublet.extender.cluster.RulesFeed;
import io.sublet.extender.http.ExplainRoutes;
import io.sublet.extender.http.ExtenderMetrics;
import io.sublet.extender.http.Limits;
import io.sublet.extender.http.LoadRoutes;
import io.sublet.extender.pin.UnmarkedPods;
import io.sublet.extender.rank.LoadAware;
import io.sublet.extender.rank.Ranking;
import io.sublet.extender.reply.Explainer;
import io.sublet.extender.reply.LoadVerbs;
import io.sublet.extender.reply.WarmUp;
import io.sublet.extender.snapshot.SnapshotBuilder;
import io.sublet.extender.snapshot.SnapshotPublisher;
import io.sublet.extender.snapshot.SoftLoads;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts together: watches → snapshot → verbs → routes. */
@ApplicationScoped
public class ExtenderApp {
    private static final Logger log = LoggerFactory.getLogger(ExtenderApp.class);
    private static final String EVERY_SCHEDULER = "*";
    private static final String OWN_NAMESPACE = "sublet-system";

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("snapshot").daemon().factory());
    private final Clock clock = Clock.systemUTC();
    private final SoftLoads softLoads;
    private final SnapshotPublisher publisher;
    private final LoadVerbs verbs;
    private final ApiContact contact;
    private final ClusterFeed feed;
    private final ExtenderMetrics metrics;
    private final RulesFeed rules;
    private final Serving serving;
    private final LoadRoutes routes;
    private final ExplainRoutes explanations;
    private final Optional<PinEntry> pin;

    @Inject
    ExtenderApp(ExtenderConfig config, KubernetesClient client, MeterRegistry registry) {
        metrics = new ExtenderMetrics(registry);
        contact = new ApiContact(client.getMasterUrl().toString());
        EventWriter events =
                new EventWriter(client, clock, new WarningEvent.Reporter("sublet.io/extender", instance(), "Schedule"));
        String namespace = Optional.ofNullable(client.getNamespace()).orElse(OWN_NAMESPACE);
        pin = config.pin().enabled()
                ? Optional.of(new PinEntry(
                        config, new PinEntry.Identity(instance(), namespace), client, contact, events, metrics))
                : Optional.empty();
        softLoads = new SoftLoads(config.softLoadTtl());
        publisher = new SnapshotPublisher(
                new SnapshotBuilder(RulesFeed.defaults()),
                softLoads,
                executor,
                config.feed().publishInterval());
        Ranking ranking = Ranking.of(new LoadAware(), pin.isPresent() ? List.of(new UnmarkedPods()) : List.of());
        LoadVerbs.Settings settings = new LoadVerbs.Settings(schedulerNames(config), clock);
        verbs = new LoadVerbs(publisher::current, ranking, softLoads, settings);
        feed = new ClusterFeed(client, contact, publisher, pin.map(PinEntry::feed), clock);
        rules = new RulesFeed(
                client,
                contact,
                new RulesFeed.Place(config.configNamespace().orElse(namespace), config.configName()),
                publisher,
                scoring -> pin.ifPresent(entry -> entry.use(scoring)),
                events,
                load -> metrics.configLoad(load.isRejected()));
        serving = new Serving(config.feed().maxDisconnect());
        routes = new LoadRoutes(
                verbs,
                metrics,
                this::obstacle,
                new Limits(
                        config.limits().inFlight(),
                        config.limits().deadline(),
                        config.limits().body()));
        explanations = new ExplainRoutes(
                new Explainer(publisher::current, ranking, softLoads, settings, pin.map(PinEntry::advice)),
                feed::findPod,
                this::obstacle,
                config.limits().body());
        measure(registry);
        pin.ifPresent(entry -> entry.measure(registry));
    }

    void mount(@Observes Router router) {
        routes.mount(router);
        explanations.mount(router);
        pin.ifPresent(entry -> entry.mount(router));
    }

    @SuppressWarnings("FutureReturnValueIgnored") // fill and observe let nothing escape
    void start(@Observes StartupEvent event) {
        CompletableFuture.allOf(feed.start(), rules.start())
                .whenComplete((done, problem) -> executor.execute(() -> fill(problem)));
        pin.ifPresent(entry -> entry.start(feed.nodesAndPods()));
        executor.scheduleWithFixedDelay(this::observe, 1, 1, TimeUnit.SECONDS);
    }

    private void observe() {
        Map<String, Boolean> watching = feed.watching();
        serving.observe(watching, System.nanoTime());
        pin.ifPresent(entry -> entry.observe(watching));
    }

    private void fill(@Nullable Throwable problem) {
        if (problem != null) {
            log.error("the watches cannot be started, not ready until a restart", problem);
            return;
        }
        publisher.publish();
        int judged = WarmUp.run(verbs, clock.instant());
        serving.warmedUp(System.nanoTime());
        log.info(
                "ready nodes={} pods={} warmedUpOn={}",
                publisher.current().size(),
                publisher.published().pods(),
                judged);
    }

    void stop(@Observes ShutdownEvent event) {
        pin.ifPresent(PinEntry::stop);
        feed.close();
        rules.close();
        executor.shutdownNow();
    }

    /** Why requests are refused now, empty if they are not. */
    String obstacle() {
        return publisher.isHealthy() ? serving.obstacle(System.nanoTime()) : "the snapshot cannot be built";
    }

    private int staleNodes() {
        return publisher.current().stale(clock.instant());
    }

    /** The same for the pin entry; empty without one. */
    String pinObstacle() {
        return pin.map(PinEntry::obstacle).orElse("");
    }

    /** What of the contact with the API server does not work; empty while all does. */
    Optional<String> trouble() {
        return contact.trouble();
    }

    private void measure(MeterRegistry registry) {
        Gauge.builder(
                        "sublet_extender_snapshot_nodes",
                        publisher,
                        p -> p.current().size())
                .description("Nodes in the snapshot")
                .register(registry);
        Gauge.builder(
                        "sublet_extender_snapshot_reporting_nodes",
                        publisher,
                        p -> p.current().reporting())
                .description("Nodes in the snapshot that have reported their usage")
                .register(registry);
        Gauge.builder(
                        "sublet_extender_snapshot_pods",
                        publisher,
                        p -> p.published().pods())
                .description("Assigned pods in the snapshot")
                .register(registry);
        Gauge.builder(
                        "sublet_extender_snapshot_age_seconds",
                        publisher,
                        p -> (System.nanoTime() - p.published().nanos()) / 1e9)
                .description("Time since the last change of the snapshot")
                .register(registry);
        Gauge.builder("sublet_extender_snapshot_stale_nodes", this, ExtenderApp::staleNodes)
                .description("Nodes in the snapshot whose report is too old to go by")
                .register(registry);
        Gauge.builder("sublet_extender_cache_age_seconds", serving, s -> s.age(System.nanoTime()))
                .description("Time since all watches were last seen open")
                .register(registry);
        Gauge.builder("sublet_extender_soft_loads", softLoads, SoftLoads::size)
                .description("Pods that were scored and have not been seen assigned")
                .register(registry);
        Gauge.builder("sublet_extender_config_rejected", rules, r -> r.last().isRejected() ? 1 : 0)
                .description("1 while the content of the key load-aware-config cannot be used")
                .register(registry);
        Gauge.builder("sublet_extender_watching", rules, r -> r.isWatching() ? 1 : 0)
                .description("Whether the watch of a kind is open")
                .tag("kind", "configmaps")
                .register(registry);
        feed.watching()
                .keySet()
                .forEach(kind -> Gauge.builder(
                                "sublet_extender_watching",
                                feed,
                                f -> Boolean.TRUE.equals(f.watching().get(kind)) ? 1 : 0)
                        .description("Whether the watch of a kind is open")
                        .tag("kind", kind)
                        .register(registry));
    }

    /** The pod's name. */
    private static String instance() {
        return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("unknown");
    }

    private static Set<String> schedulerNames(ExtenderConfig config) {
        Set<String> names = new HashSet<>(config.schedulerNames());
        return names.contains(EVERY_SCHEDULER) ? Set.of() : names;
    }
}
