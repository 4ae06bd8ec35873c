package io.sublet.e2e.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.sublet.e2e.cluster.NodeAccess;
import io.sublet.e2e.sim.Simulation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** One cluster with two real nodes: used, then broken, then removed. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalClusterIT {
    private static final StateDirectory STATE = StateDirectory.at(Path.of("target", "it-cluster"));
    private static final Progress PROGRESS = new Progress(System.out);
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final String IMAGE = "sublet.local/kubectl:it";

    private static List<String> machineBefore = List.of();
    private static @Nullable LocalCluster cluster;
    private static @Nullable KubernetesClient client;

    @BeforeAll
    static void startTheCluster() {
        assumeTrue(System.getProperty("user.name").equals("root"), "real nodes need root");
        machineBefore = HostView.take();
        cluster = LocalCluster.up(STATE, new ClusterSpec(2, 3, 1), PROGRESS);
        client = cluster().client();
        Path archive = STATE.root().resolve("images/kubectl.tar");
        cluster()
                .importImage(ProgramImage.write(KubePrograms.find().program("kubectl"), IMAGE, archive))
                .orThrow();
        server("server-1", "node-1");
        server("server-2", "node-2");
    }

    @AfterAll
    static void removeTheCluster() {
        Optional.ofNullable(client).ifPresent(KubernetesClient::close);
        LocalCluster.down(STATE, PROGRESS);
    }

    private static LocalCluster cluster() {
        return Optional.ofNullable(cluster).orElseThrow();
    }

    private static KubernetesClient client() {
        return Optional.ofNullable(client).orElseThrow();
    }

    /** A pod that serves HTTP: kubectl as a proxy of the API server, with the pod's own account. */
    private static void server(String name, String node) {
        client().resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("default")
                        .withLabels(Map.of("app", name))
                        .endMetadata()
                        .withNewSpec()
                        .withNodeName(node)
                        .withTerminationGracePeriodSeconds(1L)
                        .addNewContainer()
                        .withName("server")
                        .withImage(IMAGE)
                        .withImagePullPolicy("Never")
                        .withArgs("proxy", "--address=0.0.0.0", "--port=8080", "--accept-hosts=.*")
                        .withNewResources()
                        .withRequests(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("64Mi")))
                        .withLimits(Map.of("cpu", new Quantity("500m"), "memory", new Quantity("256Mi")))
                        .endResources()
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        client().pods().inNamespace("default").withName(name).waitUntilReady(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    @Order(1)
    void aPodRunsInTheCgroupsOfItsNode() throws Exception {
        Pod pod = client().pods().inNamespace("default").withName("server-1").get();
        NodeAccess node = cluster().access("node-1").orThrow();
        CgroupLayout layout = CgroupTree.ofMachine(STATE.clusterId()).layout();
        Path group = node.cgroup("cpu")
                .resolve("kubepods/burstable/pod" + pod.getMetadata().getUid());

        if (layout.isUnifiedAlone()) {
            assertThat(group.resolve("cpu.max")).hasContent("50000 100000");
        } else {
            assertThat(group.resolve("cpu.cfs_quota_us")).hasContent("50000");
        }
        // The pod's sandbox and its container each have a group of their own, with a process in it.
        try (var groups = Files.list(group)) {
            assertThat(groups.filter(Files::isDirectory))
                    .hasSize(2)
                    .allMatch(child ->
                            !StateDirectory.read(child.resolve("cgroup.procs")).isBlank());
        }
    }

    @Test
    @Order(2)
    void aPodsLogIsReadThroughTheApiServer() {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(client().pods()
                                .inNamespace("default")
                                .withName("server-1")
                                .getLog())
                        .contains("Starting to serve on"));
    }

    @Test
    @Order(2)
    void aPodReachesTheApiServerWithItsOwnAccount() throws Exception {
        assertThat(execute("server-2", "/kubectl", "get", "--raw", "/version")).contains(KubePrograms.VERSION);
    }

    @Test
    @Order(2)
    void podsOfBothNodesReachEachOtherThroughAService() throws Exception {
        for (String name : List.of("server-1", "server-2")) {
            client().resource(new ServiceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withNamespace("default")
                            .endMetadata()
                            .withNewSpec()
                            .withSelector(Map.of("app", name))
                            .addNewPort()
                            .withPort(80)
                            .withNewTargetPort(8080)
                            .endPort()
                            .endSpec()
                            .build())
                    .create();
        }
        for (String from : List.of("server-1", "server-2")) {
            for (String to : List.of("server-1", "server-2")) {
                String address = client().services()
                        .inNamespace("default")
                        .withName(to)
                        .get()
                        .getSpec()
                        .getClusterIP();
                await().atMost(LIMIT)
                        .ignoreExceptions()
                        .untilAsserted(() -> assertThat(execute(
                                        from, "/kubectl", "--server=http://" + address, "get", "--raw", "/version"))
                                .contains(KubePrograms.VERSION));
            }
        }
    }

    @Test
    @Order(2)
    void theControlPlanesNetworkReachesPodsByAddress() throws Exception {
        String address = client().pods()
                .inNamespace("default")
                .withName("server-2")
                .get()
                .getStatus()
                .getPodIP();
        String kubectl = KubePrograms.find().program("kubectl").toString();
        Process process = cluster()
                .controlPlaneNetwork()
                .orThrow()
                .command(List.of(kubectl, "--server=http://" + address + ":8080", "get", "--raw", "/version"))
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .contains(KubePrograms.VERSION);
    }

    @Test
    @Order(2)
    void simulatedNodesAreReadyAndTakeNoPodThatDoesNotTolerateThem() {
        assertThat(client().nodes().withLabel(Simulation.LABEL).list().getItems())
                .hasSize(3)
                .allMatch(Readiness::isNodeReady)
                .allMatch(node -> node.getSpec().getTaints().stream()
                        .anyMatch(taint -> taint.getKey().equals(Simulation.LABEL)));
    }

    @Test
    @Order(2)
    void aNodeShowsItsOwnNamesMountsAndProcesses() throws Exception {
        NodeAccess node = cluster().access("node-2").orThrow();

        assertThat(run(node, "hostname")).isEqualTo("node-2");
        assertThat(run(node, "cat", "/proc/1/comm")).isEqualTo("machine-init");
        assertThat(run(node, "cat", "/proc/1/cgroup")).doesNotContain("sublet-");
        assertThat(run(node, "ls", "/sys/class/net")).contains("eth0");
        Files.writeString(node.path("/var/lib/sublet-agent").resolve("x"), "seen");
        assertThat(run(node, "cat", "/var/lib/sublet-agent/x")).isEqualTo("seen");
    }

    private static String run(NodeAccess node, String... command) throws Exception {
        Process process = node.runner()
                .command(List.of(command))
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    @Test
    @Order(3)
    void aSecondStartFindsTheRunningCluster() {
        LocalCluster found = LocalCluster.up(STATE, new ClusterSpec(2, 3, 1), PROGRESS);

        assertThat(found.kubeconfig()).isEqualTo(cluster().kubeconfig());
        assertThat(found.has(new ClusterSpec(2, 3, 1))).isTrue();
        assertThat(found.has(new ClusterSpec(1, 3, 1))).isFalse();
    }

    @Test
    @Order(4)
    void nothingIsLeftAfterItsProgramsWereKilledAndItWasRemovedTwice() throws Exception {
        CgroupTree cgroups = CgroupTree.ofMachine(STATE.clusterId());
        List<ProcessRecord> members = cgroups.processes().stream()
                .flatMap(pid -> ProcessRecord.running("member", pid).stream())
                .toList();
        assertThat(members).hasSizeGreaterThan(10);
        kill("node-1", "kubelet");
        kill("node-1", "containerd");
        Machine.of(STATE, "node-2").outer().kill();

        assertThat(LocalCluster.down(STATE, PROGRESS)).isTrue();
        assertThat(LocalCluster.down(STATE, PROGRESS)).isFalse();

        assertThat(members).noneMatch(ProcessRecord::isAlive);
        assertThat(cgroups.exists()).isFalse();
        assertThat(STATE.root()).doesNotExist();
        assertThat(HostView.take()).isEqualTo(machineBefore);
    }

    private static void kill(String node, String program) {
        List<ProcessHandle> running = ProcessHandle.of(Machine.of(STATE, node).firstProcess()).stream()
                .flatMap(ProcessHandle::children)
                .filter(child -> child.info().command().orElse("").endsWith("/" + program))
                .toList();
        assertThat(running).hasSize(1).allMatch(ProcessHandle::destroyForcibly);
    }

    private static String execute(String pod, String... command) throws Exception {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (ExecWatch exec = client().pods()
                .inNamespace("default")
                .withName(pod)
                .writingOutput(output)
                .writingError(output)
                .exec(command)) {
            exec.exitCode().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        }
        return output.toString(StandardCharsets.UTF_8);
    }
}
