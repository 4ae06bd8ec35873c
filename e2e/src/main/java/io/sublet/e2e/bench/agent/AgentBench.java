package io.sublet.e2e.bench.agent;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.sublet.crds.CrdFiles;
import io.sublet.e2e.bench.Bench;
import io.sublet.e2e.bench.BenchCluster;
import io.sublet.e2e.bench.BenchRun;
import io.sublet.e2e.bench.Figure;
import io.sublet.e2e.bench.measure.ApiCalls;
import io.sublet.e2e.cluster.ClusterException;
import io.sublet.e2e.cluster.ClusterUnderTest;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.Progress;
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
import java.util.function.ToDoubleFunction;

/**
 * What the agent costs that only observes: the packaged program with TLS to a real API server and control groups of pods of two containers.
 * Settings: {@code MEASURE_SECONDS} of measuring (180).
 */
public final class AgentBench implements Bench {
    private static final String METRICS = "apis/slo.koordinator.sh/v1alpha1/nodemetrics";
    private static final Duration WARM_UP = Duration.ofSeconds(20);

    /** What one start of the program gave. */
    private record Round(
            double firstReportMillis,
            double cpuPercent,
            double residentMib,
            double tickP50Millis,
            double tickP99Millis,
            double callsPerTick,
            double descriptors) {}

    @Override
    public String name() {
        return "agent";
    }

    @Override
    public void run(int rounds, Progress progress) {
        BenchCluster.measureOn(new ClusterSpec(0, 0, 1), progress, cluster -> {
            for (int pods : List.of(20, 100)) {
                measure(cluster, pods, rounds, progress);
            }
        });
    }

    private void measure(ClusterUnderTest cluster, int count, int rounds, Progress progress) {
        Duration time = Duration.ofSeconds(Integer.parseInt(System.getenv().getOrDefault("MEASURE_SECONDS", "180")));
        BenchRun run = BenchRun.begin(name(), Map.of("pods", count, "containers", 2, "seconds", time.toSeconds()));
        Path directory = Path.of("target", "bench", "agent-" + count).toAbsolutePath();
        try (KubernetesClient client = cluster.client()) {
            List<BenchPod> pods = install(client, count);
            List<String> access = access(client, directory);
            try (PodTree tree = new PodTree(pods)) {
                List<Round> results = new ArrayList<>();
                for (int i = 1; i <= rounds; i++) {
                    results.add(progress.step(
                            count + " pods, round " + i + " of " + rounds,
                            () -> round(client, directory, tree.base(), access, time)));
                }
                run.keep(figures(run, results));
            }
            new ApiCalls(client).delete("api/v1/namespaces/default/pods");
        }
    }

    private static Round round(
            KubernetesClient client, Path directory, String cgroupRoot, List<String> access, Duration time) {
        resetMetric(client);
        try (AgentProcess agent = AgentProcess.start(directory, cgroupRoot, access)) {
            double firstReport = awaitReport(client, agent.started());
            LockSupport.parkNanos(WARM_UP.toNanos());
            TickTimes ticksBefore = TickTimes.of(agent.metrics());
            double cpuBefore = agent.costs().cpuMillis();
            long callsBefore = agent.readsAndWrites();
            long begun = System.nanoTime();
            LockSupport.parkNanos(time.toNanos());
            double cpu = agent.costs().cpuMillis() - cpuBefore;
            long calls = agent.readsAndWrites() - callsBefore;
            double elapsed = (System.nanoTime() - begun) / 1e6;
            TickTimes ticks = TickTimes.of(agent.metrics());
            return new Round(
                    firstReport,
                    100 * cpu / elapsed,
                    agent.costs().residentMib(),
                    ticks.boundMillis(ticksBefore, 0.5),
                    ticks.boundMillis(ticksBefore, 0.99),
                    (double) calls / Math.max(1, ticks.ticks() - ticksBefore.ticks()),
                    agent.descriptors());
        }
    }

    private static double awaitReport(KubernetesClient client, long started) {
        long limit = started + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() - limit < 0) {
            String metric = client.raw("/" + METRICS + "/" + BenchPod.NODE);
            if (metric != null && metric.contains("\"updateTime\"")) {
                return (System.nanoTime() - started) / 1e6;
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        throw new ClusterException("the agent has not reported within a minute, see target/bench/agent.log");
    }

    private static void resetMetric(KubernetesClient client) {
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
    private static List<BenchPod> install(KubernetesClient client, int count) {
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

    private static BenchPod pod(KubernetesClient client, ApiCalls calls, int number) {
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
    private static List<String> access(KubernetesClient client, Path directory) {
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

    private static List<Figure> figures(BenchRun run, List<Round> rounds) {
        return List.of(
                figure(run, "start_to_first_report_ms", "ms", rounds, Round::firstReportMillis),
                figure(run, "cpu_percent_of_core", "%", rounds, Round::cpuPercent),
                figure(run, "rss_mib", "MiB", rounds, Round::residentMib),
                figure(run, "tick_p50_ms", "ms", rounds, Round::tickP50Millis),
                figure(run, "tick_p99_ms", "ms", rounds, Round::tickP99Millis),
                figure(run, "syscalls_per_tick", "", rounds, Round::callsPerTick),
                figure(run, "descriptors", "", rounds, Round::descriptors));
    }

    private static Figure figure(
            BenchRun run, String name, String unit, List<Round> rounds, ToDoubleFunction<Round> value) {
        return Figure.of(
                run, name, unit, rounds.stream().map(value::applyAsDouble).toList());
    }
}
