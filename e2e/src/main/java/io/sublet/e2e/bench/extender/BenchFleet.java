package io.sublet.e2e.bench.extender;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.sublet.e2e.bench.Definitions;
import io.sublet.e2e.bench.extender.BenchNode.Used;
import io.sublet.e2e.bench.measure.ApiCalls;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** Nodes without machines, their reports and their pods, in a real API server. */
final class BenchFleet implements AutoCloseable {
    private static final String METRICS = "apis/slo.koordinator.sh/v1alpha1/nodemetrics";
    private static final String PODS = "api/v1/namespaces/default/pods";

    private final Path kubeconfig;
    private final KubernetesClient client;
    private final ApiCalls api;
    private final Map<String, Placement> placements = new ConcurrentHashMap<>();
    private final Watch watch;
    private int nodes;

    /**
     * Where a pod went.
     *
     * @param nanos monotonic, when the watch showed it
     */
    record Placement(String node, long nanos) {}

    private BenchFleet(Path kubeconfig, KubernetesClient client) {
        this.kubeconfig = kubeconfig;
        this.client = client;
        this.api = new ApiCalls(client);
        this.watch = client.pods()
                .inNamespace("default")
                .withoutField("spec.nodeName", "")
                .watch(new Placements());
    }

    /** No nodes yet. */
    static BenchFleet on(ClusterUnderTest cluster) {
        KubernetesClient client = cluster.client();
        // the extender is not ready without topologies, although no node reports its CPUs here
        Definitions.create(
                client,
                List.of("slo.koordinator.sh_nodemetrics.yaml", "topology.node.k8s.io_noderesourcetopologies.yaml"));
        client.serviceAccounts()
                .inNamespace("default")
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("default")
                        .endMetadata()
                        .build())
                .createOr(existing -> existing.update());
        return new BenchFleet(cluster.kubeconfig(), client);
    }

    Path kubeconfig() {
        return kubeconfig;
    }

    int nodes() {
        return nodes;
    }

    /** Makes more nodes, until there are as many. Each has a NodeMetric without a report. */
    void growTo(int count) {
        int before = nodes;
        ApiCalls.forEach(count - before, i -> {
            BenchNode node = new BenchNode(before + i);
            api.create("api/v1/nodes", node.document());
            api.create(METRICS, node.metric());
        });
        nodes = count;
    }

    /** Every node reports. */
    void report(IntFunction<Used> usage, IntFunction<Map<String, Used>> pods) {
        ApiCalls.forEach(
                nodes,
                number -> ApiCalls.require(
                        api.patch(
                                METRICS + "/" + new BenchNode(number).name() + "/status",
                                BenchNode.report(usage.apply(number), pods.apply(number), Instant.now())),
                        200));
    }

    void create(List<BenchPod> pods) {
        ApiCalls.forEach(pods.size(), i -> api.create(PODS, pods.get(i).document()));
    }

    /** Where each pod that has a node went, by name. */
    Map<String, Placement> placements() {
        return placements;
    }

    /**
     * Waits until so many pods have nodes, or nothing has happened for a while; whether they have.
     *
     * @param check called while waiting
     */
    boolean awaitPlaced(int count, Duration patience, Runnable check) {
        int[] seen = {placements.size()};
        long[] since = {System.nanoTime()};
        return await(() -> placements.size() >= count, () -> {
            check.run();
            if (placements.size() != seen[0]) {
                seen[0] = placements.size();
                since[0] = System.nanoTime();
            }
            return System.nanoTime() - since[0] > patience.toNanos();
        });
    }

    /** Deletes all pods and waits until they are gone. */
    void deletePods() {
        api.delete(PODS);
        boolean gone = await(
                () -> client.pods().inNamespace("default").list().getItems().isEmpty(), placements::isEmpty);
        placements.clear();
        if (!gone && !client.pods().inNamespace("default").list().getItems().isEmpty()) {
            throw new ClusterException("pods are not deleted");
        }
    }

    private static boolean await(BooleanSupplier reached, BooleanSupplier givenUp) {
        while (!reached.getAsBoolean()) {
            if (givenUp.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
        return true;
    }

    @Override
    public void close() {
        watch.close();
        client.close();
    }

    private final class Placements implements Watcher<Pod> {
        @Override
        public void eventReceived(Action action, Pod pod) {
            String name = pod.getMetadata().getName();
            if (action == Action.DELETED) {
                placements.remove(name);
            } else {
                placements.putIfAbsent(name, new Placement(pod.getSpec().getNodeName(), System.nanoTime()));
            }
        }

        @Override
        public void onClose(WatcherException cause) {
            throw new ClusterException("the watch of the pods broke", cause);
        }
    }
}
