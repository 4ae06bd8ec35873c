package io.sublet.extender;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.crds.cluster.EventWriter;
import io.sublet.extender.bind.BindLease;
import io.sublet.extender.bind.Binder;
import io.sublet.extender.bind.PodTakeover;
import io.sublet.extender.bind.Settler;
import io.sublet.extender.cluster.LeaseRequests;
import io.sublet.extender.cluster.LedgerFeed;
import io.sublet.extender.cluster.PodComplaints;
import io.sublet.extender.cluster.PodRequests;
import io.sublet.extender.http.ExtenderMetrics;
import io.sublet.extender.http.Limits;
import io.sublet.extender.http.PinRoutes;
import io.sublet.extender.ledger.Claim.Stage;
import io.sublet.extender.ledger.PinLedger;
import io.sublet.extender.reply.PinAdvice;
import io.sublet.extender.reply.PinVerbs;
import io.sublet.model.cpu.PinScoring;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts of the pin entry together: watches → ledger → verbs → routes, and the right to bind. */
final class PinEntry {
    private static final Logger log = LoggerFactory.getLogger(PinEntry.class);
    private static final Duration SETTLE_EVERY = Duration.ofMillis(250);
    private static final Duration SETTLE_RETRY = Duration.ofSeconds(1);
    private static final Duration GIVE_BACK_LIMIT = Duration.ofSeconds(4);

    private final ScheduledExecutorService settling = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("settle").daemon().factory());
    private final PinLedger ledger;
    private final LedgerFeed feed;
    private final Settler settler;
    private final PodTakeover takeover;
    private final BindLease lease;
    private final PinRoutes routes;
    private final PinAdvice advice;
    private final Serving serving;
    private final Thread leasing =
            Thread.ofPlatform().name("bind-lease").daemon().unstarted(this::keepLease);
    private volatile PinScoring scoring = PinScoring.DEFAULT;
    private volatile boolean stopping;

    /**
     * Who this extender is.
     *
     * @param replica the same after a restart
     * @param namespace where it runs
     */
    record Identity(String replica, String namespace) {}

    PinEntry(
            ExtenderConfig config,
            Identity identity,
            KubernetesClient client,
            ApiContact contact,
            EventWriter events,
            ExtenderMetrics metrics) {
        ExtenderConfig.Bind bind = config.pin().bind();
        PinVerbs.Settings settings = PinSettings.of(config.pin(), () -> scoring);
        ledger = new PinLedger(new PodComplaints(events));
        feed = new LedgerFeed(client, contact, ledger);
        PodRequests pods = new PodRequests(client, bind.requestTimeout());
        settler = new Settler(pods, ledger, SETTLE_RETRY, bind.watchPatience(), System::nanoTime);
        takeover = new PodTakeover(pods, ledger, PodTakeover.Pace.DEFAULT);
        lease = lease(config.pin(), identity, client);
        Binder binder = new Binder(pods, ledger, lease, settler, settings.fallback());
        serving = new Serving(config.feed().maxDisconnect());
        advice = new PinAdvice(ledger, settings);
        routes = new PinRoutes(
                new PinVerbs(ledger, binder, lease, settings),
                metrics,
                this::obstacle,
                new Limits(
                        config.limits().inFlight(),
                        config.limits().deadline(),
                        config.limits().body()),
                new Limits(bind.inFlight(), bind.deadline(), config.limits().body()));
    }

    private BindLease lease(ExtenderConfig.Pin pin, Identity identity, KubernetesClient client) {
        ExtenderConfig.Lease settings = pin.lease();
        Duration request = pin.bind().requestTimeout();
        return new BindLease(
                new LeaseRequests(client, request, settings.namespace().orElse(identity.namespace()), settings.name()),
                new BindLease.Settings(
                        settings.replica().orElse(identity.replica()),
                        UUID.randomUUID().toString(),
                        settings.duration(),
                        request,
                        settings.idle()),
                takeover,
                () -> ledger.claims().stream().noneMatch(claim -> claim.stage() != Stage.BOUND),
                Clock.systemUTC(),
                System::nanoTime);
    }

    /** To be fed with nodes and pods too. */
    LedgerFeed feed() {
        return feed;
    }

    /** From now on prefers nodes by this. */
    void use(PinScoring wanted) {
        scoring = wanted;
    }

    /** What it says of pods, for explanations. */
    PinAdvice advice() {
        return advice;
    }

    void mount(Router router) {
        routes.mount(router);
    }

    /** Begins; {@code others} completes when nodes and pods have been taken in. */
    @SuppressWarnings("FutureReturnValueIgnored") // what runs here lets nothing escape
    void start(CompletableFuture<Void> others) {
        CompletableFuture.allOf(others, feed.start()).whenComplete((done, problem) -> {
            if (problem == null) {
                serving.warmedUp(System.nanoTime());
                log.info("pins nodes={}", ledger.nodes().size());
            } else if (!stopping) {
                log.error("the watches cannot be started, no CPUs are given until a restart", problem);
            }
        });
        settling.scheduleWithFixedDelay(
                this::settle, SETTLE_EVERY.toMillis(), SETTLE_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        leasing.start();
    }

    /** @param watching whether the watches of nodes and pods are open, by kind */
    void observe(Map<String, Boolean> watching) {
        Map<String, Boolean> all = new LinkedHashMap<>();
        all.put("nodes", watching.getOrDefault("nodes", false));
        all.put("pods", watching.getOrDefault("pods", false));
        all.put("noderesourcetopologies", feed.isWatching());
        serving.observe(all, System.nanoTime());
    }

    private void settle() {
        try {
            settler.tick();
        } catch (RuntimeException e) {
            log.error("claims could not be looked after, tried again", e);
        }
    }

    private void keepLease() {
        try {
            while (!stopping || lease.isMine()) {
                tickLease();
                lease.pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tickLease() {
        try {
            lease.tick();
        } catch (RuntimeException e) {
            log.error("the Lease could not be looked after, tried again", e);
        }
    }

    /** Gives the right to bind back once what is on its way has ended, so that another extender need not wait. */
    void stop() {
        stopping = true;
        lease.close();
        try {
            leasing.join(GIVE_BACK_LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leasing.interrupt();
        settling.shutdownNow();
        takeover.close();
        feed.close();
    }

    /** Why requests are refused now, empty if they are not. */
    String obstacle() {
        return stopping ? "the extender is stopping" : serving.obstacle(System.nanoTime());
    }

    void measure(MeterRegistry registry) {
        gauge(
                registry,
                "sublet_extender_binding_right",
                "Whether this extender may bind",
                p -> p.lease.isHeld() ? 1 : 0);
        gauge(
                registry,
                "sublet_extender_pin_nodes",
                "Nodes that report the CPUs that pods can be bound to",
                p -> p.ledger.nodes().stream()
                        .filter(node -> node.cpus().topology().isValid())
                        .count());
        gauge(
                registry,
                "sublet_extender_pinned_cpus",
                "CPUs that pods are bound to",
                p -> p.ledger.nodes().stream()
                        .mapToInt(node -> node.cpus().taken().size())
                        .sum());
        gauge(
                registry,
                "sublet_extender_pinnable_cpus",
                "CPUs that pods can be bound to, free or not",
                p -> p.ledger.nodes().stream()
                        .mapToInt(node -> node.cpus().allocatable().size())
                        .sum());
        gauge(
                registry,
                "sublet_extender_cpu_conflicts",
                "CPUs of pods that are offline, reserved or another pod's too, one per pod and kind",
                p -> p.ledger.conflicts());
        for (Stage stage : Stage.values()) {
            Gauge.builder(
                            "sublet_extender_claims",
                            ledger,
                            l -> l.claims().stream()
                                    .filter(claim -> claim.stage() == stage)
                                    .count())
                    .description("Pods that are being bound, by how far that is")
                    .tag("stage", stage.label())
                    .register(registry);
        }
        Gauge.builder("sublet_extender_watching", feed, f -> f.isWatching() ? 1 : 0)
                .description("Whether the watch of a kind is open")
                .tag("kind", "noderesourcetopologies")
                .register(registry);
    }

    private void gauge(MeterRegistry registry, String name, String what, ToDoubleFunction<PinEntry> value) {
        Gauge.builder(name, this, value).description(what).register(registry);
    }
}
