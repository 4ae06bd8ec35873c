package io.sublet.manager.kube;

import io.sublet.manager.kube.watch.Records;
import io.sublet.manager.kube.watch.Reflector;
import io.sublet.manager.kube.watch.Source;
import io.sublet.manager.telemetry.RuntimeMetrics;
import io.sublet.manager.view.ClusterView;
import io.sublet.manager.view.PodView;
import io.sublet.protocol.json.FieldSelection;
import io.sublet.protocol.json.JsonObject;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One informer per kind. Each fills the view with records and tells the listener what changed; none keeps whole objects. They
 * try for ever: an API server that is away, or a definition that is not installed yet, only delays them.
 */
public final class Informers implements AutoCloseable {
    private static final String POD = "pod";
    private static final String POD_QOS = "podqos";
    private static final String SLO_API = "apis/slo.koordinator.sh/v1alpha1/";

    private final Map<String, Reflector> reflectors = new LinkedHashMap<>();
    private final ApiServer api;
    private final RuntimeMetrics metrics;
    private final ClusterView view;
    private final ClusterListener listener;
    private final PodSubjects subjects = new PodSubjects();
    private Optional<CompletableFuture<Void>> namespacesKnown = Optional.empty();
    private volatile Optional<Reflector> namespaceReflector = Optional.empty();
    private volatile boolean hasConfigMap;

    /** Which ConfigMap is followed beside all nodes and their objects. */
    public record ConfigMapName(String namespace, String name) {}

    public Informers(
            ApiServer api, RuntimeMetrics metrics, ClusterView view, ClusterListener listener, ConfigMapName config) {
        this.api = api;
        this.metrics = metrics;
        this.view = view;
        this.listener = listener;
        follow(source(POD_QOS, "apis/qos.sublet.io/v1alpha1/podqoses", PodQosMapper.FIELDS), podQos());
        follow(configMap(config), new ConfigMapRecords(config.namespace + "/" + config.name));
        follow(source("node", "api/v1/nodes", NodeMapper.FIELDS), nodes());
        follow(source("nodemetric", SLO_API + "nodemetrics", NodeMetricViews.FIELDS), reports());
        follow(source("nodeslo", SLO_API + "nodeslos", NodeSloViews.FIELDS), slos());
        follow(podSource(), pods());
        follow(
                source(
                                "noderesourcetopology",
                                "apis/topology.node.k8s.io/v1alpha1/noderesourcetopologies",
                                TopologyMapper.FIELDS)
                        .whereInstalled(),
                topologies());
    }

    private Source podSource() {
        return Source.of(
                POD,
                "api/v1/pods",
                List.of("spec.nodeName!=", "status.phase!=Succeeded", "status.phase!=Failed"),
                PodMapper.fields(subjects.keys()));
    }

    private static Source source(String kind, String path, FieldSelection fields) {
        return Source.of(kind, path, List.of(), fields);
    }

    /** A right on one ConfigMap covers a list of that one only. */
    private static Source configMap(ConfigMapName config) {
        return Source.of(
                "configmap",
                "api/v1/namespaces/" + config.namespace + "/configmaps",
                List.of("metadata.name=" + config.name),
                FieldSelection.none().plus("data"));
    }

    private void follow(Source source, Records records) {
        reflectors.put(source.kind(), reflector(source, records));
    }

    private Reflector reflector(Source source, Records records) {
        return new Reflector(
                source, records, api, metrics, () -> ThreadLocalRandom.current().nextLong());
    }

    /**
     * Starts all of them, PodQoS before the others, because it decides which labels of pods are kept. The result completes when
     * every one has its first list.
     */
    public CompletableFuture<Void> start() {
        return find(POD_QOS)
                .start()
                .thenCompose(_ -> CompletableFuture.allOf(reflectors.values().stream()
                        .filter(reflector -> !reflector.kind().equals(POD_QOS))
                        .map(Reflector::start)
                        .toArray(CompletableFuture<?>[]::new)));
    }

    private Reflector find(String kind) {
        return Optional.ofNullable(reflectors.get(kind)).orElseThrow();
    }

    /**
     * Keeps these labels of pods from now on. If one of them is new, pods are listed again, because their records lack it; what
     * is known of them stays meanwhile.
     */
    public void keepPodLabels(Set<String> keys) {
        if (subjects.keep(keys)) {
            find(POD).reread(podSource());
        }
    }

    /** Follows namespaces from now on; the result completes when all are known. */
    public synchronized CompletableFuture<Void> followNamespaces() {
        if (namespacesKnown.isEmpty()) {
            Reflector reflector = reflector(
                    source(
                            "namespace",
                            "api/v1/namespaces",
                            FieldSelection.none().plus("metadata", "labels")),
                    namespaces());
            namespaceReflector = Optional.of(reflector);
            namespacesKnown = Optional.of(reflector.start().thenRun(listener::podQosChanged));
        }
        return namespacesKnown.get();
    }

    /** Whether the view holds every namespace. */
    public boolean knowsNamespaces() {
        return namespaceReflector.filter(Reflector::isSynced).isPresent();
    }

    /** Records of a kind without namespaces. */
    private record ByName(Consumer<JsonObject> put, Consumer<String> remove, Supplier<Collection<String>> known)
            implements Records {
        @Override
        public void put(String key, JsonObject object) {
            put.accept(object);
        }

        @Override
        public void remove(String key) {
            remove.accept(key);
        }

        @Override
        public Collection<String> keys() {
            return known.get();
        }
    }

    private Records nodes() {
        return new ByName(
                object -> {
                    var node = NodeMapper.view(object);
                    switch (view.put(node)) {
                        case NONE -> {}
                        case OFFER -> listener.offerChanged(node.name());
                        case NODE -> listener.nodeChanged(node.name());
                    }
                },
                name -> {
                    if (view.removeNode(name)) {
                        listener.nodeChanged(name);
                    }
                },
                view::nodeNames);
    }

    private Records reports() {
        return new ByName(
                object -> {
                    var metric = NodeMetricViews.view(object);
                    switch (view.put(metric)) {
                        case NONE -> {}
                        case REPORT -> listener.reportChanged(metric.name());
                        case SPEC -> listener.metricChanged(metric.name());
                    }
                },
                name -> {
                    if (view.removeMetric(name)) {
                        listener.metricChanged(name);
                    }
                },
                view::metricNames);
    }

    private Records slos() {
        return new ByName(
                object -> {
                    var slo = NodeSloViews.view(object);
                    if (view.put(slo)) {
                        listener.sloChanged(slo.name());
                    }
                },
                name -> {
                    if (view.removeSlo(name)) {
                        listener.sloChanged(name);
                    }
                },
                view::sloNames);
    }

    private Records podQos() {
        return new ByName(
                object -> {
                    if (view.put(PodQosMapper.view(object))) {
                        listener.podQosChanged();
                    }
                },
                name -> {
                    if (view.removePodQos(name)) {
                        listener.podQosChanged();
                    }
                },
                view::podQosNames);
    }

    /** The first list is told as a whole, by {@link #followNamespaces()}. */
    private Records namespaces() {
        return new ByName(
                object -> {
                    JsonObject metadata = object.objectOrEmpty("metadata");
                    String name = metadata.string("name").orElse("");
                    if (view.putNamespace(name, metadata.textMap("labels")) && knowsNamespaces()) {
                        listener.podQosChanged();
                    }
                },
                name -> {
                    if (view.removeNamespace(name) && knowsNamespaces()) {
                        listener.podQosChanged();
                    }
                },
                view::namespaceNames);
    }

    private Records topologies() {
        return new ByName(
                object -> {
                    var topology = TopologyMapper.view(object);
                    if (view.put(topology)) {
                        listener.topologyChanged(topology.name());
                    }
                },
                name -> {
                    if (view.removeTopology(name)) {
                        listener.topologyChanged(name);
                    }
                },
                view::topologyNames);
    }

    private Records pods() {
        return new Records() {
            @Override
            public void put(String key, JsonObject object) {
                PodMapper.view(object, subjects).ifPresentOrElse(this::put, () -> remove(key));
            }

            // A pod of the same name may be on another node by now, if what came in between was missed.
            private void put(PodView pod) {
                Optional<String> before = view.pod(pod.key()).map(PodView::node);
                if (view.put(pod)) {
                    listener.podsChanged(pod.node());
                    before.filter(node -> !node.equals(pod.node())).ifPresent(listener::podsChanged);
                }
            }

            @Override
            public void remove(String key) {
                view.removePod(key).ifPresent(gone -> listener.podsChanged(gone.node()));
            }

            @Override
            public Collection<String> keys() {
                return view.podKeys();
            }
        };
    }

    private final class ConfigMapRecords implements Records {
        private final String onlyKey;

        ConfigMapRecords(String onlyKey) {
            this.onlyKey = onlyKey;
        }

        @Override
        public void put(String key, JsonObject object) {
            hasConfigMap = true;
            listener.configChanged(Optional.of(object.textMap("data")));
        }

        @Override
        public void remove(String key) {
            hasConfigMap = false;
            listener.configChanged(Optional.empty());
        }

        @Override
        public Collection<String> keys() {
            return hasConfigMap ? List.of(onlyKey) : List.of();
        }
    }

    public Collection<String> kinds() {
        return reflectors.keySet();
    }

    /** The kinds whose first list is not complete. */
    public List<String> unfilled() {
        return reflectors.values().stream()
                .filter(reflector -> !reflector.isSynced())
                .map(Reflector::kind)
                .toList();
    }

    public boolean isWatching(String kind) {
        return Optional.ofNullable(reflectors.get(kind))
                .filter(Reflector::isWatching)
                .isPresent();
    }

    /** How long nothing was heard about a kind, not even that nothing has changed. */
    public Duration silence(String kind) {
        return Optional.ofNullable(reflectors.get(kind)).map(Reflector::silence).orElseThrow();
    }

    @Override
    public void close() {
        reflectors.values().forEach(Reflector::close);
        namespaceReflector.ifPresent(Reflector::close);
    }
}
