package io.sublet.e2e.thread;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.authentication.TokenRequest;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.sublet.e2e.chart.ChartRelease;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.cluster.local.ClusterSpec;
import io.sublet.e2e.cluster.local.LocalCluster;
import io.sublet.e2e.cluster.local.Progress;
import io.sublet.e2e.cluster.local.StateDirectory;
import io.sublet.e2e.install.Artifacts;
import io.sublet.e2e.install.Installation;
import io.sublet.e2e.operator.Operator;
import io.sublet.e2e.scenario.GroupCpu;
import io.sublet.e2e.scenario.Load;
import io.sublet.e2e.scenario.NodeMode;
import io.sublet.e2e.scenario.ScenarioValues;
import io.sublet.e2e.scenario.Workloads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** A local cluster of one real node with Sublet installed, and what a test asks of it. */
final class InstalledCluster implements AutoCloseable {
    private static final StateDirectory STATE = StateDirectory.at(Path.of("target", "e2e-cluster"));
    private static final Progress PROGRESS = new Progress(System.out);

    private final LocalCluster cluster;
    private final KubernetesClient client;
    private final String node;
    private final SortedSet<String> before;

    private final Duration installTook;

    private InstalledCluster(
            LocalCluster cluster, KubernetesClient client, SortedSet<String> before, Duration installTook) {
        this.cluster = cluster;
        this.client = client;
        this.node = cluster.nodes().getFirst();
        this.before = before;
        this.installTook = installTook;
    }

    static InstalledCluster start() {
        // A run that was killed leaves its cluster, installed, behind.
        LocalCluster.down(STATE, PROGRESS);
        LocalCluster cluster = LocalCluster.up(STATE, new ClusterSpec(1, 0, 1), PROGRESS);
        boolean installed = false;
        try {
            InstalledCluster result = install(cluster);
            installed = true;
            return result;
        } finally {
            if (!installed) {
                LocalCluster.down(STATE, PROGRESS);
            }
        }
    }

    private static InstalledCluster install(LocalCluster cluster) {
        KubernetesClient client = cluster.client();
        SortedSet<String> before = ClusterPicture.take(
                client, cluster.access(cluster.nodes().getFirst()).orThrow(), Set.of());
        AtomicReference<Instant> imported = new AtomicReference<>(Instant.now());
        Installation.of(new Artifacts(Path.of("..")))
                .into(cluster, ScenarioValues.of(2), Duration.ofMinutes(6), line -> {
                    PROGRESS.say(line);
                    imported.set(Instant.now());
                });
        return new InstalledCluster(cluster, client, before, Duration.between(imported.get(), Instant.now()));
    }

    /** The picture of the cluster from before the install. */
    SortedSet<String> before() {
        return before;
    }

    /** The cluster now, but for the namespaces of the tests' own pods. */
    SortedSet<String> now() {
        return ClusterPicture.take(client, access(), Set.of(Workloads.ONLINE, Workloads.BATCH));
    }

    /** From the last image that was imported until Helm found all pods ready. */
    Duration installTook() {
        return installTook;
    }

    /** For whoever reads the test's output. */
    void tell(String line) {
        PROGRESS.say(line);
    }

    Operator operator() {
        return new Operator(cluster.kubeconfig(), node);
    }

    /** Every pod of the release that runs. */
    List<Pod> pods() {
        return client
                .pods()
                .inNamespace(ChartRelease.NAMESPACE)
                .withLabel("app.kubernetes.io/instance", ChartRelease.NAME)
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(Readiness::isPodReady)
                .toList();
    }

    KubernetesClient client() {
        return client;
    }

    /** A file with all rights. */
    Path kubeconfig() {
        return cluster.kubeconfig().toAbsolutePath();
    }

    Workloads workloads() {
        return new Workloads(client);
    }

    Node node() {
        return Objects.requireNonNull(client.nodes().withName(node).get(), node);
    }

    NodeAccess access() {
        return cluster.access(node).orThrow();
    }

    GroupCpu bestEffort() {
        return GroupCpu.bestEffort(access());
    }

    /** Sets the label by which this one node's agent is switched. */
    void mode(String mode) {
        NodeMode.set(client, node, mode);
    }

    Load load(Pod service, double rate, Duration length) {
        return Load.start(
                cluster.controlPlaneNetwork().orThrow(),
                "http://" + service.getStatus().getPodIP() + ":8080/work",
                rate,
                length,
                1);
    }

    Pod agent() {
        return client
                .pods()
                .inNamespace(ChartRelease.NAMESPACE)
                .withLabel("app.kubernetes.io/component", "agent")
                .list()
                .getItems()
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .findFirst()
                .orElseThrow();
    }

    /** A client with the token that the agent's pod has. */
    KubernetesClient clientOfTheAgent() {
        Pod pod = agent();
        TokenRequest request = new TokenRequestBuilder()
                .withNewSpec()
                .withExpirationSeconds(600L)
                .withNewBoundObjectRef()
                .withApiVersion("v1")
                .withKind("Pod")
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endBoundObjectRef()
                .endSpec()
                .build();
        String token = client.serviceAccounts()
                .inNamespace(ChartRelease.NAMESPACE)
                .withName(pod.getSpec().getServiceAccountName())
                .tokenRequest(request)
                .getStatus()
                .getToken();
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(client.getConfiguration().getMasterUrl())
                        .withCaCertData(client.getConfiguration().getCaCertData())
                        .withOauthToken(token)
                        .build())
                .build();
    }

    /** Answers of a pod's HTTP port through the API server. */
    String get(Pod pod, int port, String path) {
        String base = "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/pods/"
                + pod.getMetadata().getName() + ":" + port + "/proxy";
        return Objects.requireNonNull(client.raw(base + path), path);
    }

    /** The Java process in a pod, by its number on this machine. */
    ProcessHandle java(Pod pod) {
        Path directory = GroupCpu.of(access(), pod).directory();
        try (Stream<Path> groups = Files.walk(directory)) {
            List<ProcessHandle> found = groups.filter(path -> path.endsWith("cgroup.procs"))
                    .flatMap(InstalledCluster::lines)
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)).stream())
                    .filter(process -> process.info().command().orElse("").endsWith("/java"))
                    .toList();
            return found.getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("processes of " + pod.getMetadata().getName(), e);
        }
    }

    /** The node's kubelet, by its number on this machine. */
    ProcessHandle kubelet() {
        return ProcessHandle.of(access().pid())
                .orElseThrow()
                .descendants()
                .filter(process -> process.info().command().orElse("").endsWith("/kubelet"))
                .findFirst()
                .orElseThrow();
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    @Override
    public void close() {
        client.close();
        LocalCluster.down(STATE, PROGRESS);
    }
}
