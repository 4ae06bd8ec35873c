package io.sublet.e2e.bench.manager;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.sublet.crds.CrdFiles;
import io.sublet.e2e.bench.measure.ApiCalls;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A real API server with Node objects that no machine stands behind. There are no pods: of them only the reports tell. */
final class RealFleet implements Fleet {
    private static final Pattern REQUESTS = Pattern.compile(
            "^apiserver_request_total\\{(.*resource=\"(nodes|nodemetrics|nodeslos)\".*)} ([0-9.e+]+)$",
            Pattern.MULTILINE);

    private final Path kubeconfig;
    private final KubernetesClient client;
    private final ApiCalls api;
    private final int nodes;
    private final Map<String, Quantity> offers = new ConcurrentHashMap<>();
    private volatile Listener listener = (node, nanos) -> {};
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final List<Watch> watches;

    private RealFleet(Path kubeconfig, KubernetesClient client, int nodes) {
        this.kubeconfig = kubeconfig;
        this.client = client;
        this.api = new ApiCalls(client);
        this.nodes = nodes;
        this.watches = List.of(
                client.nodes().watch(new Offers()),
                client.genericKubernetesResources("slo.koordinator.sh/v1alpha1", "NodeMetric")
                        .watch(new Questions()));
    }

    static RealFleet create(ClusterUnderTest cluster, int nodes) {
        KubernetesClient client = cluster.client();
        for (String name : CrdFiles.names()) {
            client.load(new ByteArrayInputStream(CrdFiles.read(name))).serverSideApply();
        }
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(ManagerBench.NAMESPACE)
                        .endMetadata()
                        .build())
                .createOr(existing -> existing.update());
        client.configMaps()
                .inNamespace(ManagerBench.NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("slo-controller-config")
                        .endMetadata()
                        .withData(ManagerBench.CONFIG)
                        .build())
                .createOr(existing -> existing.update());
        Path kubeconfig = ManagerAccount.create(client, Path.of("target", "bench", "manager.kubeconfig"));
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("nodemetrics.slo.koordinator.sh")
                .waitUntilCondition(RealFleet::isServed, 30, TimeUnit.SECONDS);
        RealFleet fleet = new RealFleet(kubeconfig, client, nodes);
        fleet.createNodes();
        return fleet;
    }

    private static boolean isServed(@Nullable CustomResourceDefinition definition) {
        return definition != null
                && definition.getStatus() != null
                && definition.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Established")
                                && condition.getStatus().equals("True"));
    }

    private void createNodes() {
        ApiCalls.forEach(nodes, node -> api.create("api/v1/nodes", Documents.newNode(node)));
    }

    @Override
    public String kind() {
        return "real";
    }

    @Override
    public int nodes() {
        return nodes;
    }

    @Override
    public Path kubeconfig() {
        return kubeconfig;
    }

    @Override
    public void listen(Listener to) {
        listener = to;
    }

    @Override
    public boolean isAsked(int node) {
        return asked.contains(Documents.nodeName(node));
    }

    @Override
    public boolean report(int node, int load) {
        HttpResponse<byte[]> answer = api.patch(
                "apis/slo.koordinator.sh/v1alpha1/nodemetrics/" + Documents.nodeName(node) + "/status",
                "{\"status\":" + Documents.status(node, load, Instant.now()) + "}");
        if (answer.code() == 404) {
            return false;
        }
        ApiCalls.require(answer, 200);
        return true;
    }

    /** Only the manager patches Node statuses, and applies NodeMetrics and NodeSLOs; agents patch a NodeMetric's status. */
    @Override
    public Map<String, Long> writes() {
        Map<String, Long> counts = new HashMap<>();
        Matcher matcher = REQUESTS.matcher(client.raw("/metrics"));
        while (matcher.find()) {
            String labels = matcher.group(1);
            boolean isStatus = labels.contains("subresource=\"status\"");
            boolean isNode = matcher.group(2).equals("nodes");
            if (isStatus == isNode && (labels.contains("verb=\"PATCH\"") || labels.contains("verb=\"APPLY\""))) {
                counts.merge(
                        matcher.group(2) + (isStatus ? "/status" : ""),
                        (long) Double.parseDouble(matcher.group(3)),
                        Long::sum);
            }
        }
        return counts;
    }

    @Override
    public void close() {
        watches.forEach(Watch::close);
        client.nodes().delete();
        for (String plural : new String[] {"nodemetrics", "nodeslos"}) {
            api.delete("apis/slo.koordinator.sh/v1alpha1/" + plural);
        }
        client.close();
    }

    private final class Questions implements Watcher<GenericKubernetesResource> {
        @Override
        public void eventReceived(Action action, GenericKubernetesResource metric) {
            if (action == Action.DELETED) {
                asked.remove(metric.getMetadata().getName());
            } else {
                asked.add(metric.getMetadata().getName());
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            throw new ClusterException("the watch of the NodeMetrics broke", cause);
        }
    }

    private final class Offers implements Watcher<Node> {
        @Override
        public void eventReceived(Action action, Node node) {
            long now = System.nanoTime();
            String name = node.getMetadata().getName();
            Optional<Quantity> offer = Optional.ofNullable(node.getStatus().getAllocatable())
                    .map(resources -> resources.get("kubernetes.io/batch-cpu"));
            if (offer.isPresent() && !offer.get().equals(offers.put(name, offer.get()))) {
                listener.published(Documents.nodeNumber(name), now);
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            throw new ClusterException("the watch of the nodes broke", cause);
        }
    }
}
