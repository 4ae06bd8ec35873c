package io.sublet.extender.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.NodeFacts;
import io.sublet.extender.rank.NodeReport;
import io.sublet.extender.snapshot.SnapshotPublisher;
import io.sublet.model.reading.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the snapshot from three watches: nodes, assigned pods that are not finished, and NodeMetrics. A watch that breaks
 * is taken up again for ever.
 */
public final class ClusterFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterFeed.class);

    /**
     * Objects per page of a list, so that neither side holds the whole cluster as text. A list with a limit is also a
     * consistent read: one from a cache of the API server could be older than what the watch has shown, and CPUs that are
     * held would look free.
     */
    static final long PAGE = 500;

    private static final String NODES = "nodes";
    private static final String PODS = "pods";

    /** Said here in full, because the client would ask the API server, which may not know it yet. */
    private static final ResourceDefinitionContext NODE_METRIC = new ResourceDefinitionContext.Builder()
            .withGroup("slo.koordinator.sh")
            .withVersion("v1alpha1")
            .withKind("NodeMetric")
            .withPlural("nodemetrics")
            .withNamespaced(false)
            .build();

    private final KubernetesClient client;
    private final SnapshotPublisher publisher;
    private final Optional<LedgerFeed> ledger;
    private final Records records;
    private final Clock clock;
    private final Map<String, Watched> watches = new LinkedHashMap<>();
    private final Map<String, CompletableFuture<Void>> filling = new LinkedHashMap<>();

    /**
     * Not started yet.
     *
     * @param ledger gets nodes and pods as well
     */
    public ClusterFeed(KubernetesClient client, SnapshotPublisher publisher, Optional<LedgerFeed> ledger, Clock clock) {
        this.client = client;
        this.publisher = publisher;
        this.ledger = ledger;
        this.records = new Records();
        this.clock = clock;
        watches.put(NODES, nodes());
        watches.put(PODS, pods());
        watches.put("nodemetrics", nodeMetrics());
    }

    /** Begins to watch. Completes when all three kinds have been listed and taken in. */
    public CompletableFuture<Void> start() {
        watches.forEach((kind, watched) -> filling.put(kind, watched.start(kind)));
        return CompletableFuture.allOf(filling.values().toArray(CompletableFuture[]::new));
    }

    /** Completes, after {@link #start()}, when nodes and pods have been taken in. */
    public CompletableFuture<Void> nodesAndPods() {
        return CompletableFuture.allOf(filling.get(NODES), filling.get(PODS));
    }

    /** A watch of one kind. */
    record Watched(SharedIndexInformer<?> informer, TakenIn<?> takenIn) {
        /** Begins to watch; completes when all that is there has been taken in. */
        CompletableFuture<Void> start(String kind) {
            informer.exceptionHandler((started, problem) -> {
                log.warn("watch will be tried again kind={} cause={}", kind, problem.toString());
                return true;
            });
            return takenIn.start()
                    .thenRun(() -> log.info(
                            "watch is filled kind={} objects={}",
                            kind,
                            informer.getStore().listKeys().size()));
        }
    }

    /** Whether each kind's watch is open now, by kind. */
    public Map<String, Boolean> watching() {
        Map<String, Boolean> watching = new LinkedHashMap<>();
        watches.forEach((kind, watched) -> watching.put(kind, watched.informer.isWatching()));
        return watching;
    }

    /**
     * The pod as the API server has it now, as JSON; one that has no node yet is not in any snapshot. Empty if there is no
     * such pod, missing if the API server cannot say.
     */
    public Reading<Optional<byte[]>> findPod(String namespace, String name) {
        try {
            Pod pod = client.pods().inNamespace(namespace).withName(name).get();
            return Reading.of(Optional.ofNullable(pod)
                    .map(found ->
                            client.getKubernetesSerialization().asJson(found).getBytes(StandardCharsets.UTF_8)));
        } catch (KubernetesClientException e) {
            return Reading.missing(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        watches.values().forEach(watched -> watched.informer.stop());
    }

    private Watched nodes() {
        return watched(
                client.nodes().withLimit(PAGE).runnableInformer(0),
                Node::new,
                node -> {
                    NodeFacts record = Records.node(node);
                    publisher.change(snapshot -> snapshot.put(record));
                    ledger.ifPresent(feed -> feed.nodeSeen(node, record));
                },
                node -> {
                    String name = node.getMetadata().getName();
                    publisher.change(snapshot -> snapshot.removeNode(name));
                    ledger.ifPresent(feed -> feed.nodeGone(name));
                });
    }

    private Watched nodeMetrics() {
        return watched(
                client.genericKubernetesResources(NODE_METRIC).withLimit(PAGE).runnableInformer(0),
                GenericKubernetesResource::new,
                metric -> {
                    NodeReport record = Records.report(metric);
                    publisher.change(snapshot -> snapshot.put(record));
                },
                metric -> publisher.change(
                        snapshot -> snapshot.removeReport(metric.getMetadata().getName())));
    }

    /** The API server leaves out pods without a node and finished ones, and says "deleted" when one finishes. */
    private Watched pods() {
        SharedIndexInformer<Pod> informer = client.pods()
                .inAnyNamespace()
                .withoutField("spec.nodeName", "")
                .withoutField("status.phase", "Succeeded")
                .withoutField("status.phase", "Failed")
                .withLimit(PAGE)
                .runnableInformer(0);
        informer.removeNamespaceIndex();
        return watched(informer, Pod::new, this::podSeen, this::podGone);
    }

    private void podSeen(Pod pod) {
        Optional<String> node = Records.nodeOf(pod);
        if (node.isEmpty()) {
            podGone(pod);
            return;
        }
        AssignedPod record = records.assigned(pod, clock.instant());
        publisher.change(snapshot -> snapshot.put(node.get(), record));
        ledger.ifPresent(feed -> feed.podSeen(node.get(), pod, record));
    }

    private void podGone(Pod pod) {
        String uid = pod.getMetadata().getUid();
        publisher.change(snapshot -> snapshot.removePod(uid));
        ledger.ifPresent(feed -> feed.podGone(uid));
    }

    /** An informer that keeps no objects and hands each to one of two consumers, as it is there or gone. */
    static <T extends HasMetadata> Watched watched(
            SharedIndexInformer<T> informer, Supplier<T> empty, Consumer<T> seen, Consumer<T> gone) {
        informer.itemStore(new KeyStore<>(empty));
        return new Watched(informer, TakenIn.of(informer, new Handler<>(seen, gone)));
    }

    /** What to do with an object that is there and with one that is gone. */
    private record Handler<T extends HasMetadata>(Consumer<T> seen, Consumer<T> gone)
            implements ResourceEventHandler<T> {
        @Override
        public void onAdd(T object) {
            guarded(seen, object);
        }

        @Override
        public void onUpdate(T before, T object) {
            if (!before.getMetadata().getUid().equals(object.getMetadata().getUid())) {
                guarded(gone, before);
            }
            guarded(seen, object);
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            guarded(gone, object);
        }

        /** One object that cannot be taken in must not keep the others out. */
        private static <T extends HasMetadata> void guarded(Consumer<T> consumer, T object) {
            try {
                consumer.accept(object);
            } catch (RuntimeException e) {
                log.error(
                        "object is left out {}/{}",
                        object.getKind(),
                        object.getMetadata().getName(),
                        e);
            }
        }
    }
}
