package io.sublet.manager.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.sublet.crds.nodemetric.NodeMetric;
import io.sublet.manager.view.ClusterView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/**
 * One informer per kind. Each fills the view with records and tells the listener what changed; none keeps whole objects. They
 * try for ever: an API server that is away, or a definition that is not installed yet, only delays them.
 */
public final class Informers implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Informers.class);
    /** Objects per page of a first list, which bounds what is parsed at once. */
    private static final long PAGE = 500L;

    /** Said here in full, because the client would ask the API server, which may not know it yet. */
    private static final ResourceDefinitionContext NODE_SLO = new ResourceDefinitionContext.Builder()
            .withGroup("slo.koordinator.sh")
            .withVersion("v1alpha1")
            .withKind("NodeSLO")
            .withPlural("nodeslos")
            .withNamespaced(false)
            .build();

    private final Map<String, SharedIndexInformer<?>> informers = new LinkedHashMap<>();
    private final KubernetesClient client;
    private final ClusterView view;
    private final ClusterListener listener;

    public Informers(KubernetesClient client, ClusterView view, ClusterListener listener) {
        this.client = client;
        this.view = view;
        this.listener = listener;
    }

    /** Starts all of them; the result completes when every one has its first list. */
    public CompletableFuture<Void> start(String configNamespace, String configName) {
        add("configmap", client.configMaps().inNamespace(configNamespace).withName(configName), configMaps());
        add("node", client.nodes(), nodes());
        add("nodemetric", client.resources(NodeMetric.class), metrics());
        add("nodeslo", client.genericKubernetesResources(NODE_SLO), slos());
        add(
                "pod",
                client.pods()
                        .inAnyNamespace()
                        .withoutField("spec.nodeName", "")
                        .withoutField("status.phase", "Succeeded")
                        .withoutField("status.phase", "Failed"),
                pods());
        return CompletableFuture.allOf(informers.values().stream()
                .map(informer -> informer.start().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    private <T extends HasMetadata> void add(String kind, Informable<T> source, RecordStore<T> store) {
        SharedIndexInformer<T> informer = source.withLimit(PAGE).runnableInformer(0);
        informer.itemStore(store);
        informer.removeNamespaceIndex();
        informer.exceptionHandler((started, failure) -> {
            LOG.warnf("The %s informer is disturbed and tries again: %s", kind, failure.getMessage());
            return true;
        });
        informers.put(kind, informer);
    }

    private RecordStore<Node> nodes() {
        return new RecordStore<>(
                Node::new,
                node -> {
                    if (view.put(NodeMapper.view(node))) {
                        listener.nodeChanged(node.getMetadata().getName());
                    }
                },
                name -> {
                    if (view.removeNode(name)) {
                        listener.nodeChanged(name);
                    }
                });
    }

    private RecordStore<NodeMetric> metrics() {
        return new RecordStore<>(
                NodeMetric::new,
                metric -> {
                    if (view.put(NodeMetricViews.view(metric))) {
                        listener.metricChanged(metric.getMetadata().getName());
                    }
                },
                name -> {
                    if (view.removeMetric(name)) {
                        listener.metricChanged(name);
                    }
                });
    }

    private RecordStore<GenericKubernetesResource> slos() {
        return new RecordStore<>(
                GenericKubernetesResource::new,
                slo -> {
                    if (view.put(NodeSloViews.view(slo))) {
                        listener.sloChanged(slo.getMetadata().getName());
                    }
                },
                name -> {
                    if (view.removeSlo(name)) {
                        listener.sloChanged(name);
                    }
                });
    }

    private RecordStore<Pod> pods() {
        return new RecordStore<>(
                Pod::new,
                pod -> PodMapper.view(pod)
                        .ifPresentOrElse(
                                record -> {
                                    if (view.put(record)) {
                                        listener.podsChanged(record.node());
                                    }
                                },
                                () -> removePod(pod.getMetadata().getNamespace() + "/"
                                        + pod.getMetadata().getName())),
                this::removePod);
    }

    private void removePod(String key) {
        view.removePod(key).ifPresent(gone -> listener.podsChanged(gone.node()));
    }

    private RecordStore<ConfigMap> configMaps() {
        return new RecordStore<>(
                ConfigMap::new,
                config -> listener.configChanged(
                        Optional.of(Optional.ofNullable(config.getData()).orElse(Map.of()))),
                name -> listener.configChanged(Optional.empty()));
    }

    /** Whether the ConfigMap exists, as far as is known. */
    public boolean hasConfigMap() {
        return Optional.ofNullable(informers.get("configmap"))
                .filter(informer -> !informer.getStore().listKeys().isEmpty())
                .isPresent();
    }

    public List<String> kinds() {
        return List.of("configmap", "node", "nodemetric", "nodeslo", "pod");
    }

    /** The kinds whose first list is not complete. */
    public List<String> unfilled() {
        return kinds().stream()
                .filter(kind -> !Optional.ofNullable(informers.get(kind))
                        .filter(SharedIndexInformer::hasSynced)
                        .isPresent())
                .toList();
    }

    public boolean isWatching(String kind) {
        return Optional.ofNullable(informers.get(kind))
                .filter(SharedIndexInformer::isWatching)
                .isPresent();
    }

    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::stop);
    }
}
