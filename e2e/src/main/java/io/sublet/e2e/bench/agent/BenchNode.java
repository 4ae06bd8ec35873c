package io.sublet.e2e.bench.agent;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.CrdFiles;
import io.sublet.e2e.bench.measure.ApiCalls;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.protocol.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The node that the agent is told it runs on, with its pods, as the API server knows them. */
final class BenchNode {
    static final String METRICS = "apis/slo.koordinator.sh/v1alpha1/nodemetrics";

    private BenchNode() {}

    /** Asks for reports anew, as if none had ever come. */
    static void resetMetric(KubernetesClient client) {
        ApiCalls calls = new ApiCalls(client);
        if (client.raw("/" + METRICS + "/" + BenchPod.NODE) != null) {
            calls.delete(METRICS + "/" + BenchPod.NODE);
        }
        calls.create(
                METRICS,
                "{\"apiVersion\":\"slo.koordinator.sh/v1alpha1\",\"kind\":\"NodeMetric\",\"metadata\":{\"name\":\""
                        + BenchPod.NODE + "\"},\"spec\":{\"metricCollectPolicy\":{\"reportIntervalSeconds\":60}}}");
    }

    /** Definitions and the Node if they are not there, then the pods. */
    static List<BenchPod> install(KubernetesClient client, int count) {
        ApiCalls calls = new ApiCalls(client);
        if (client.nodes().withName(BenchPod.NODE).get() == null) {
            for (String file : CrdFiles.names()) {
                client.load(new ByteArrayInputStream(CrdFiles.read(file))).create();
            }
            awaitServed(client);
            calls.create(
                    "api/v1/nodes",
                    "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"" + BenchPod.NODE + "\"}}");
            ApiCalls.require(
                    calls.patch(
                            "api/v1/nodes/" + BenchPod.NODE + "/status",
                            "{\"status\":{\"capacity\":{\"cpu\":\"2\",\"memory\":\"8Gi\",\"pods\":\"250\"},"
                                    + "\"allocatable\":{\"cpu\":\"2\",\"memory\":\"8Gi\",\"pods\":\"250\"}}}"),
                    200);
            client.serviceAccounts()
                    .inNamespace("default")
                    .withName("default")
                    .waitUntilCondition(Objects::nonNull, 30, TimeUnit.SECONDS);
        }
        List<BenchPod> pods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pods.add(pod(client, calls, i));
        }
        return pods;
    }

    /** A definition is served a moment after it is established. */
    private static void awaitServed(KubernetesClient client) {
        long limit = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (client.raw("/" + METRICS) == null) {
            if (System.nanoTime() - limit > 0) {
                throw new ClusterException("the API server does not serve NodeMetrics");
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Makes a pod of a number, which runs as far as the API server knows. */
    static BenchPod pod(KubernetesClient client, ApiCalls calls, int number) {
        boolean bestEffort = number % 2 == 0;
        calls.create("api/v1/namespaces/default/pods", BenchPod.document(number, bestEffort));
        String name = "pod-" + number;
        String uid = client.pods()
                .inNamespace("default")
                .withName(name)
                .get()
                .getMetadata()
                .getUid();
        BenchPod pod = new BenchPod(
                name,
                uid,
                bestEffort,
                List.of(
                        String.format(Locale.ROOT, "%064x", number * 2 + 1),
                        String.format(Locale.ROOT, "%064x", number * 2 + 2)));
        ApiCalls.require(
                calls.patch(
                        "api/v1/namespaces/default/pods/" + name + "/status",
                        Json.write(Map.of("status", pod.status()))),
                200);
        return pod;
    }

    /** The settings by which the agent reaches the API server: with a service account's token, over TLS. */
    static List<String> access(KubernetesClient client, Path directory) {
        if (client.rbac().clusterRoleBindings().withName("bench-agent").get() == null) {
            client.resource(new ClusterRoleBindingBuilder()
                            .withNewMetadata()
                            .withName("bench-agent")
                            .endMetadata()
                            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                            .addNewSubject("", "ServiceAccount", "default", "default")
                            .build())
                    .create();
        }
        String token = client.serviceAccounts()
                .inNamespace("default")
                .withName("default")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(7200L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        try {
            Files.createDirectories(directory);
            Path tokenFile = Files.writeString(directory.resolve("token"), token);
            Path authority = directory.resolve("ca.crt");
            Config config = client.getConfiguration();
            if (config.getCaCertData() == null) {
                Files.writeString(authority, Files.readString(Path.of(config.getCaCertFile())));
            } else {
                Files.write(authority, Base64.getDecoder().decode(config.getCaCertData()));
            }
            String url = client.getMasterUrl().toString().replaceAll("/$", "");
            return List.of("--api-server=" + url, "--token-file=" + tokenFile, "--ca-file=" + authority);
        } catch (IOException e) {
            throw new UncheckedIOException("the agent's credentials cannot be written", e);
        }
    }
}
