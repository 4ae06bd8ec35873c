package io.sublet.extender.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.sublet.crds.cluster.ApiContact;
import io.sublet.crds.cluster.RecordWatch;
import io.sublet.extender.rank.AssignedPod;
import io.sublet.extender.rank.NodeFacts;
import io.sublet.extender.rank.NodeReport;
import io.sublet.extender.snapshot.SnapshotPublisher;
import io.sublet.model.reading.Reading;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Feeds the snapshot from three watches: nodes, assigned pods that are not finished, and NodeMetrics. A watch that breaks
 * is taken up again for ever.
 */
public final class ClusterFeed implements AutoCloseable {
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
    private final Map<String, RecordWatch<?>> watches = new LinkedHashMap<>();

    /**
     * Not started yet.
     *
     * @param contact is told of what does not work
     * @param ledger gets nodes and pods as well
     */
    public ClusterFeed(
            KubernetesClient client,
            ApiContact contact,
            SnapshotPublisher publisher,
            Optional<LedgerFeed> ledger,
            Clock clock) {
        this.client = client;
        this.publisher = publisher;
        this.ledger = ledger;
        this.records = new Records();
        this.clock = clock;
        for (RecordWatch<?> watch : List.of(nodes(contact), pods(contact), nodeMetrics(contact))) {
            watches.put(watch.kind(), watch);
        }
    }

    /** Begins to watch. Completes when all three kinds have been listed and taken in. */
    public CompletableFuture<Void> start() {
        watches.values().forEach(RecordWatch::start);
        return CompletableFuture.allOf(
                watches.values().stream().map(RecordWatch::filled).toArray(CompletableFuture[]::new));
    }

    /** Completes, after {@link #start()}, when nodes and pods have been taken in. */
    public CompletableFuture<Void> nodesAndPods() {
        return CompletableFuture.allOf(watches.entrySet().stream()
                .filter(watch -> watch.getKey().equals(NODES) || watch.getKey().equals(PODS))
                .map(watch -> watch.getValue().filled())
                .toArray(CompletableFuture[]::new));
    }

    /** Whether each kind's watch is open now, by kind. */
    public Map<String, Boolean> watching() {
        Map<String, Boolean> watching = new LinkedHashMap<>();
        watches.forEach((kind, watch) -> watching.put(kind, watch.isWatching()));
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
        watches.values().forEach(RecordWatch::close);
    }

    private RecordWatch<Node> nodes(ApiContact contact) {
        return new RecordWatch<>(
                new RecordWatch.Source<>(NODES, client.nodes(), Node::new),
                contact,
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

    private RecordWatch<GenericKubernetesResource> nodeMetrics(ApiContact contact) {
        return new RecordWatch<>(
                new RecordWatch.Source<>(
                        "nodemetrics", client.genericKubernetesResources(NODE_METRIC), GenericKubernetesResource::new),
                contact,
                metric -> {
                    NodeReport record = Records.report(metric);
                    publisher.change(snapshot -> snapshot.put(record));
                },
                metric -> publisher.change(
                        snapshot -> snapshot.removeReport(metric.getMetadata().getName())));
    }

    /** The API server leaves out pods without a node and finished ones, and says "deleted" when one finishes. */
    private RecordWatch<Pod> pods(ApiContact contact) {
        return new RecordWatch<>(
                new RecordWatch.Source<>(
                        PODS,
                        client.pods()
                                .inAnyNamespace()
                                .withoutField("spec.nodeName", "")
                                .withoutField("status.phase", "Succeeded")
                                .withoutField("status.phase", "Failed"),
                        Pod::new),
                contact,
                this::podSeen,
                this::podGone);
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
}
