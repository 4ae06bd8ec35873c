package io.sublet.e2e.bench.manager;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.sublet.e2e.bench.measure.ApiCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;

/**
 * The floor of a fill: a client that knows beforehand what to write makes the writes of a manager and its agents, of each node
 * one after the other and of many nodes at once. It lists and watches nothing, decides nothing, and its process is warm.
 */
final class BareFill {
    private BareFill() {}

    /** The time until every node of a fleet that nobody has filled yet offers something. */
    static Duration of(Fleet fleet) {
        try (KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(Files.readString(fleet.kubeconfig())))
                .build()) {
            ApiCalls api = new ApiCalls(client);
            long begin = System.nanoTime();
            ApiCalls.forEach(fleet.nodes(), node -> fill(api, fleet, node));
            return Duration.ofNanos(System.nanoTime() - begin);
        } catch (IOException e) {
            throw new UncheckedIOException(fleet.kubeconfig() + " cannot be read", e);
        }
    }

    private static void fill(ApiCalls api, Fleet fleet, int node) {
        api.apply(path("nodemetrics", node), Documents.appliedMetric(node));
        api.apply(path("nodeslos", node), Documents.appliedSlo(node));
        fleet.report(node, Documents.LOADS[0]);
        ApiCalls.require(
                api.patch("api/v1/nodes/" + Documents.nodeName(node) + "/status", Documents.appliedOffer()), 200);
    }

    private static String path(String plural, int node) {
        return "apis/slo.koordinator.sh/v1alpha1/" + plural + "/" + Documents.nodeName(node);
    }
}
