package io.sublet.manager;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.crds.config.ConfigKey;
import io.sublet.crds.config.NodeSloSchema;
import io.sublet.crds.config.SloControllerConfig;
import io.sublet.manager.config.ConfigStatusReconciler;
import io.sublet.manager.config.LiveConfig;
import io.sublet.manager.kube.ApiServer;
import io.sublet.manager.kube.ApiWriter;
import io.sublet.manager.kube.ClusterListener;
import io.sublet.manager.kube.EventWriter;
import io.sublet.manager.kube.Informers;
import io.sublet.manager.kube.Leadership;
import io.sublet.manager.metric.NodeMetricReconciler;
import io.sublet.manager.overcommit.NodeResourceReconciler;
import io.sublet.manager.overcommit.WriteLedger;
import io.sublet.manager.podqos.LivePodQos;
import io.sublet.manager.podqos.PodQosPlan;
import io.sublet.manager.podqos.PodQosReconciler;
import io.sublet.manager.queue.WorkQueue;
import io.sublet.manager.queue.Workers;
import io.sublet.manager.reconcile.Concern;
import io.sublet.manager.reconcile.Pass;
import io.sublet.manager.reconcile.WarningSink.Subject;
import io.sublet.manager.reconcile.Work;
import io.sublet.manager.slo.ForeignFields;
import io.sublet.manager.slo.NodeSloReconciler;
import io.sublet.manager.telemetry.ManagerMetrics;
import io.sublet.manager.telemetry.NodeGauges;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.ExtendedResource;
import io.sublet.manager.zone.ZoneReconciler;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * The manager without its HTTP side: informers fill the view, changes become work, and the leader's workers do it.
 *
 * <ol>
 *   <li>Every replica fills its caches and answers questions.
 *   <li>A replica that leads and has filled its caches looks at everything once, and from then on at what changes.
 *   <li>A replica that loses the lead stops and is started anew: nothing it knows is trusted further.
 * </ol>
 */
public final class ControlLoop implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ControlLoop.class);
    private static final Work POD_QOS_STATUS = new Work(Concern.POD_QOS, "all");
    /** Pods come to a node in bursts; each burst is one pass and not one per pod. */
    private static final Duration POD_BURST = Duration.ofMillis(50);

    private final Settings settings;
    private final ManagerMetrics metrics;
    private final Runnable fatal;
    private final ClusterView view = new ClusterView();
    private final WorkQueue<Work> queue = new WorkQueue<>();
    private final LiveConfig config = new LiveConfig(NodeSloSchema.load());
    private final ApiContact contact;
    private final EventWriter events;
    private final NodeResourceReconciler capacity;
    private final LivePodQos rules = new LivePodQos(view);
    private final PodQosReconciler podQos;
    private final Optional<NodeGauges> nodeGauges;
    private final Workers workers;
    private final Informers informers;
    private final Optional<Leadership> leadership;
    private volatile boolean warm;
    private volatile boolean closing;
    private boolean running;

    /** What the environment decides: {@link #fatal} ends the process. */
    public record Environment(KubernetesClient client, Clock clock, ManagerMetrics metrics, Runnable fatal) {}

    public ControlLoop(Environment environment, Settings settings) {
        this.settings = settings;
        this.metrics = environment.metrics;
        this.fatal = environment.fatal;
        ApiServer api = new ApiServer(environment.client, metrics.runtime());
        this.contact = api.contact();
        ApiWriter writer = new ApiWriter(api, this::leads);
        this.events = new EventWriter(environment.client, metrics, environment.clock, settings.identity());
        this.capacity = new NodeResourceReconciler(view, config, writer.nodeStatus(), metrics, environment.clock);
        NodeMetricReconciler metric = new NodeMetricReconciler(view, config, writer.nodeMetrics(), metrics);
        NodeSloReconciler slo = new NodeSloReconciler(
                view,
                config,
                writer.nodeSlos(),
                new ForeignFields(events, metrics),
                new NodeSloReconciler.Settings(rules, metrics, settings.superseded()));
        this.podQos = new PodQosReconciler(view, rules, writer.podQosStatus(), metrics, environment.clock);
        this.nodeGauges = settings.nodeMetrics() ? Optional.of(metrics.nodeGauges(view)) : Optional.empty();
        ZoneReconciler zones = new ZoneReconciler(capacity::assess, writer.zones(), metrics, environment.clock);
        this.workers = new Workers(
                queue,
                Map.of(
                        Concern.METRIC, metric,
                        Concern.SLO, slo,
                        Concern.CAPACITY, this::reconcileCapacity,
                        Concern.ZONES, zones,
                        Concern.POD_QOS, podQos,
                        Concern.CONFIG, configStatus(writer, environment.clock)),
                environment.clock,
                metrics);
        this.informers = new Informers(
                api,
                metrics.runtime(),
                view,
                new Changes(),
                new Informers.ConfigMapName(settings.configNamespace(), settings.configName()));
        this.leadership = settings.lease()
                .map(lease -> new Leadership(
                        environment.client,
                        contact,
                        lease,
                        environment.clock,
                        this::runIfElectedAndWarm,
                        this::leadLost));
        registerGauges();
    }

    private ConfigStatusReconciler configStatus(ApiWriter writer, Clock clock) {
        return new ConfigStatusReconciler(
                config,
                view,
                writer.configStatus(settings.configNamespace(), settings.configName()),
                new ConfigStatusReconciler.Audience(
                        events,
                        new Subject("v1", "ConfigMap", settings.configNamespace(), settings.configName()),
                        metrics),
                clock);
    }

    /** Zones share what the Node shows, so they come after it. */
    private Pass reconcileCapacity(String node) {
        Pass pass = capacity.reconcile(node);
        nodeGauges.ifPresent(gauges -> gauges.update(node));
        if (view.topology(node).isPresent() || view.node(node).isEmpty()) {
            queue.add(new Work(Concern.ZONES, node));
        }
        return pass;
    }

    public void start() {
        var _ = informers
                .start()
                .thenCompose(_ -> rules.needsNamespaces()
                        ? informers.followNamespaces()
                        : CompletableFuture.completedFuture(null))
                .thenRun(this::filled)
                .whenComplete((_, failure) -> {
                    if (failure != null && !closing) {
                        LOG.error("The informers could not start", failure);
                        fatal.run();
                    }
                });
        leadership.ifPresent(Leadership::start);
    }

    private void filled() {
        // The ConfigMap may be created in this very moment, and is not to be forgotten for the defaults.
        config.offerDefaults().ifPresent(this::configTaken);
        warm = true;
        LOG.infof("Caches are filled: nodes=%d", view.nodeCount());
        runIfElectedAndWarm();
    }

    /** A leader whose last renewal happens to be too old may not write now, but must be at work when it may. */
    private synchronized void runIfElectedAndWarm() {
        boolean elected = leadership.map(Leadership::isElected).orElse(true);
        if (warm && elected && !running) {
            running = true;
            enqueueAll();
            workers.start(settings.workers());
            LOG.infof("Reconciling: identity=%s workers=%d", settings.identity(), settings.workers());
        }
    }

    private void leadLost() {
        LOG.error("The lead is lost, so the process ends and is started anew");
        fatal.run();
    }

    private void enqueueAll() {
        for (String node : view.names()) {
            for (Concern concern : Concern.ofNodes()) {
                queue.add(new Work(concern, node));
            }
        }
        enqueueConfigStatus();
        queue.add(POD_QOS_STATUS);
    }

    private void enqueueConfigStatus() {
        queue.add(new Work(Concern.CONFIG, settings.configName()));
    }

    private void configTaken(LiveConfig.Change change) {
        metrics.configLoad(change.rejected().isEmpty() ? "accepted" : "rejected");
        if (!change.replaced().isEmpty()) {
            LOG.infof("Configuration %s is in force: keys=%s", settings.configName(), change.replaced());
            enqueueAll();
        }
        if (!change.rejected().isEmpty()) {
            LOG.warnf(
                    "Configuration %s cannot be used as it is: %s",
                    settings.configName(),
                    config.latest().map(SloControllerConfig::violations).orElse(List.of()));
        }
        enqueueConfigStatus();
    }

    private void podQosChanged() {
        boolean changed = rules.refresh(informers.knowsNamespaces());
        informers.keepPodLabels(rules.plan().labelKeys());
        if (rules.needsNamespaces()) {
            var _ = informers.followNamespaces();
        }
        if (changed) {
            view.names().forEach(node -> queue.add(new Work(Concern.SLO, node)));
        }
        queue.addAfter(POD_QOS_STATUS, podQos.delay());
    }

    /** Turns changes into work. */
    private final class Changes implements ClusterListener {
        @Override
        public void nodeChanged(String node) {
            for (Concern concern : Concern.ofNodes()) {
                queue.add(new Work(concern, node));
            }
        }

        @Override
        public void offerChanged(String node) {
            queue.add(new Work(Concern.CAPACITY, node));
        }

        @Override
        public void topologyChanged(String node) {
            queue.add(new Work(Concern.CAPACITY, node));
        }

        @Override
        public void metricChanged(String node) {
            queue.add(new Work(Concern.METRIC, node));
            queue.add(new Work(Concern.CAPACITY, node));
        }

        @Override
        public void reportChanged(String node) {
            queue.add(new Work(Concern.CAPACITY, node));
        }

        @Override
        public void sloChanged(String node) {
            queue.add(new Work(Concern.SLO, node));
            if (isPodQosUsed()) {
                queue.addAfter(POD_QOS_STATUS, podQos.delay());
            }
        }

        @Override
        public void podsChanged(String node) {
            queue.addAfter(new Work(Concern.CAPACITY, node), POD_BURST);
            if (isPodQosUsed()) {
                queue.addAfter(new Work(Concern.SLO, node), POD_BURST);
                queue.addAfter(POD_QOS_STATUS, podQos.delay());
            }
        }

        private boolean isPodQosUsed() {
            return !rules.plan().rules().isEmpty();
        }

        @Override
        public void podQosChanged() {
            ControlLoop.this.podQosChanged();
        }

        @Override
        public void configChanged(Optional<Map<String, String>> data) {
            configTaken(config.offer(data));
        }
    }

    private void registerGauges() {
        metrics.gauge("is.leader", "1 on the replica that writes", Map.of(), () -> leads() ? 1 : 0);
        metrics.gauge("caches.filled", "1 once every informer has its first list", Map.of(), () -> warm ? 1 : 0);
        metrics.gauge("queue.depth", "Work that waits", Map.of(), queue::size);
        ConfigKey.all()
                .forEach(key -> metrics.gauge(
                        "config.rejected",
                        "1 while the key's content cannot be used",
                        Map.of("key", key.name()),
                        () -> config.isRejected(key) ? 1 : 0));
        for (WriteLedger.Standing standing : WriteLedger.Standing.values()) {
            Map<String, String> tags = Map.of("state", standing.name().toLowerCase(Locale.ROOT));
            metrics.gauge(
                    "nodes",
                    "Nodes by whether they offer something",
                    tags,
                    () -> capacity.ledger().count(standing));
        }
        for (ExtendedResource resource : ExtendedResource.values()) {
            metrics.gauge(
                    "offered." + (resource.isCpu() ? "cpu.cores" : "memory.bytes"),
                    "What all nodes offer to a tier",
                    Map.of("tier", resource.tier()),
                    () -> view.published(resource) / resource.perUnit());
        }
        informers.kinds().forEach(kind -> {
            Map<String, String> tags = Map.of("kind", kind);
            metrics.gauge(
                    "informer.watching", "1 while the watch is open", tags, () -> informers.isWatching(kind) ? 1 : 0);
            metrics.gauge(
                    "informer.silence.seconds",
                    "Time since the API server last said anything about the kind; a bookmark comes each minute",
                    tags,
                    () -> informers.silence(kind).toMillis() / 1000.0);
        });
    }

    /** Whether every cache has been filled once. */
    public boolean isWarm() {
        return warm;
    }

    /** What of the contact with the API server does not work; empty while all does. */
    public Optional<String> trouble() {
        return contact.trouble();
    }

    public List<String> unfilled() {
        return informers.unfilled();
    }

    public boolean leads() {
        return leadership.map(Leadership::leads).orElse(true);
    }

    /** For explanations. */
    public NodeResourceReconciler capacity() {
        return capacity;
    }

    public ClusterView view() {
        return view;
    }

    public PodQosPlan podQos() {
        return rules.plan();
    }

    public LiveConfig config() {
        return config;
    }

    /** Work first, then the lead: a successor must not start while this one still writes. */
    @Override
    public void close() {
        closing = true;
        try {
            workers.stop();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leadership.ifPresent(Leadership::close);
        informers.close();
        events.close();
    }
}
