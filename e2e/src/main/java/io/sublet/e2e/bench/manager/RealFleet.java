package io.sublet.e2e.bench.manager;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.sublet.crds.CrdFiles;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real API server with Node objects that no machine stands behind. There are no pods: of them only the reports tell. */
final class RealFleet implements Fleet {
    private static final Pattern REQUESTS = Pattern.compile(
            "^apiserver_request_total\\{(.*resource=\"(nodes|nodemetrics|nodeslos)\".*)} ([0-9.e+]+)$",
            Pattern.MULTILINE);
    private static final int CREATED_AT_ONCE = 16;

    private final Path kubeconfig;
    private final KubernetesClient client;
    private final int nodes;
    private final Map<String, Quantity> offers = new ConcurrentHashMap<>();
    private volatile Listener listener = (node, nanos) -> {};
    private final Watch watch;

    private RealFleet(Path kubeconfig, KubernetesClient client, int nodes) {
        this.kubeconfig = kubeconfig;
        this.client = client;
        this.nodes = nodes;
        this.watch = client.nodes().watch(new Offers());
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
        RealFleet fleet = new RealFleet(kubeconfig, client, nodes);
        fleet.createNodes();
        return fleet;
    }

    private void createNodes() {
        Semaphore free = new Semaphore(CREATED_AT_ONCE);
        try (ExecutorService creators = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < nodes; i++) {
                int node = i;
                free.acquireUninterruptibly();
                var _ = creators.submit(() -> {
                    try {
                        require(send("POST", "api/v1/nodes", "application/json", Documents.newNode(node)), 201);
                    } finally {
                        free.release();
                    }
                });
            }
        }
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
    public boolean report(int node, int load) {
        HttpResponse<byte[]> answer = send(
                "PATCH",
                "apis/slo.koordinator.sh/v1alpha1/nodemetrics/" + Documents.nodeName(node) + "/status",
                "application/merge-patch+json",
                "{\"status\":" + Documents.status(node, load, Instant.now()) + "}");
        if (answer.code() == 404) {
            return false;
        }
        require(answer, 200);
        return true;
    }

    private HttpResponse<byte[]> send(String method, String path, String contentType, String body) {
        try {
            return client.getHttpClient()
                    .sendAsync(
                            client.getHttpClient()
                                    .newHttpRequestBuilder()
                                    .uri(client.getMasterUrl() + path)
                                    .method(method, contentType, body)
                                    .build(),
                            byte[].class)
                    .get(60, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new ClusterException("the API server does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    private static void require(HttpResponse<byte[]> answer, int code) {
        if (answer.code() != code) {
            throw new ClusterException("the API server answered " + answer.code() + " "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
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
        watch.close();
        client.nodes().delete();
        for (String plural : new String[] {"nodemetrics", "nodeslos"}) {
            require(send("DELETE", "apis/slo.koordinator.sh/v1alpha1/" + plural, "application/json", "{}"), 200);
        }
        client.close();
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
