package io.sublet.extender;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.sublet.crds.CrdFiles;
import io.sublet.extender.pin.Pins;
import io.sublet.model.cpu.CpuTopology;
import io.sublet.model.unit.CpuSet;
import io.sublet.protocol.Annotations;
import io.sublet.protocol.Labels;
import io.sublet.protocol.ResourceNames;
import io.sublet.protocol.ResourceStatus;
import io.sublet.testing.RealApiServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A real API server, stock schedulers with extenders beside them, and nodes that are objects without a kubelet. The extenders
 * have the rights that the chart gives them and no others.
 */
final class PinCluster implements AutoCloseable {
    static final String NAMESPACE = "default";
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final RealApiServer server;
    private final Path folder;
    private final Path kubeconfig;
    private final Path extenderKubeconfig;
    private final List<ChildProgram> programs = new ArrayList<>();

    private PinCluster(RealApiServer server, Path folder) throws IOException {
        this.server = server;
        this.folder = folder;
        this.kubeconfig = Files.writeString(folder.resolve("kubeconfig"), server.kubeconfig());
        this.extenderKubeconfig =
                Files.writeString(folder.resolve("extender-kubeconfig"), ExtenderAccount.create(server));
    }

    static PinCluster start(Path folder) throws IOException {
        PinCluster cluster = new PinCluster(RealApiServer.start(), folder);
        for (String crd :
                List.of("slo.koordinator.sh_nodemetrics.yaml", "topology.node.k8s.io_noderesourcetopologies.yaml")) {
            cluster.client().load(new ByteArrayInputStream(CrdFiles.read(crd))).create();
        }
        return cluster;
    }

    KubernetesClient client() {
        return server.client();
    }

    /** An extender and a scheduler that asks it, as in one pod. */
    final class Replica {
        final String name;
        final int port = ChildProgram.freePort();
        private final int managementPort = ChildProgram.freePort();
        ChildProgram extender;
        ChildProgram scheduler;

        private Replica(String name) throws IOException {
            this.name = name;
            extender = startExtender();
            scheduler = startScheduler();
        }

        ChildProgram startExtender() throws IOException {
            extender = started(ChildProgram.start(
                    "pin-extender-" + name,
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-jar",
                            Path.of("target", "quarkus-app", "quarkus-run.jar").toString()),
                    Map.of(
                            "KUBECONFIG",
                            extenderKubeconfig.toString(),
                            "SUBLET_EXTENDER_CONFIG_NAMESPACE",
                            ExtenderAccount.NAMESPACE,
                            "SUBLET_EXTENDER_PIN_LEASE_NAMESPACE",
                            ExtenderAccount.NAMESPACE,
                            "SUBLET_EXTENDER_PIN_LEASE_NAME",
                            "sublet-scheduler-bind",
                            // what it prefers is then stronger than what the scheduler prefers by itself
                            "SUBLET_EXTENDER_PIN_BEST_SCORE",
                            "100",
                            "SUBLET_EXTENDER_PIN_LEASE_REPLICA",
                            name,
                            "QUARKUS_HTTP_PORT",
                            Integer.toString(port),
                            "QUARKUS_MANAGEMENT_PORT",
                            Integer.toString(managementPort),
                            "QUARKUS_MANAGEMENT_HOST",
                            "127.0.0.1")));
            return extender;
        }

        private ChildProgram startScheduler() throws IOException {
            String config = """
                    apiVersion: kubescheduler.config.k8s.io/v1
                    kind: KubeSchedulerConfiguration
                    leaderElection:
                      {leaderElect: true, resourceNamespace: default, resourceName: scheduler,
                       leaseDuration: 6s, renewDeadline: 4s, retryPeriod: 1s}
                    clientConnection: {kubeconfig: %s, qps: 500, burst: 1000}
                    podMaxBackoffSeconds: 2
                    profiles:
                      - schedulerName: koord-scheduler
                    extenders:
                      - urlPrefix: http://127.0.0.1:%d/load
                        filterVerb: filter
                        prioritizeVerb: prioritize
                        weight: 1
                        nodeCacheCapable: true
                        httpTimeout: 300ms
                        ignorable: true
                      - urlPrefix: http://127.0.0.1:%d/pin
                        filterVerb: filter
                        prioritizeVerb: prioritize
                        preemptVerb: preempt
                        bindVerb: bind
                        weight: 1
                        nodeCacheCapable: true
                        httpTimeout: 5s
                        ignorable: false
                        managedResources: [{name: sublet.io/pinned, ignoredByScheduler: true}]
                    """.formatted(kubeconfig, port, port);
            Path file = Files.writeString(folder.resolve("scheduler-" + name + ".yaml"), config);
            return started(ChildProgram.start(
                    "pin-scheduler-" + name,
                    List.of(
                            RealApiServer.program("kube-scheduler").toString(),
                            "--config=" + file,
                            "--secure-port=0",
                            // That the extender sees the topology of a new node is no event for the scheduler.
                            "--pod-max-in-unschedulable-pods-duration=1s"),
                    Map.of()));
        }

        /** A scheduler that has lost its lead ends; the kubelet would start it again. */
        void keepScheduling() throws IOException {
            if (!scheduler.isAlive()) {
                scheduler = startScheduler();
            }
        }

        void awaitReady() {
            awaiting()
                    .ignoreExceptions()
                    .untilAsserted(() -> assertThat(
                                    get(managementPort, "/q/health/ready").statusCode())
                            .isEqualTo(200));
        }

        /** The value of a metric; empty if the extender does not tell. */
        String metric(String name) {
            try {
                return get(managementPort, "/q/metrics")
                        .body()
                        .lines()
                        .filter(line -> line.startsWith(name + " "))
                        .map(line -> line.substring(name.length() + 1))
                        .findFirst()
                        .orElse("");
            } catch (IOException e) {
                return "";
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    Replica replica(String name) throws IOException {
        return new Replica(name);
    }

    private ChildProgram started(ChildProgram program) {
        programs.add(program);
        return program;
    }

    private static HttpResponse<String> get(int on, String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + on + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** A Ready node, in a group of its own, that reports its CPUs; 2 threads a core, 1 GiB a CPU. */
    void node(String name, String group, CpuTopology topology, Map<String, String> labels) {
        Map<String, String> all = new HashMap<>(labels);
        all.put("group", group);
        int cpus = topology.cpus().size();
        new ReadyNodes(client()).create(name, all, cpus, cpus + "Gi");
        client().resource(TopologyReports.of(name, topology)).create();
    }

    /** A pod of class LSR, marked as the webhook does. */
    PodBuilder pinned(String name, String group, String cpu) {
        return marked(name, group, Map.of("cpu", cpu, "memory", "1Gi"))
                .editMetadata()
                .addToLabels(Labels.POD_QOS, "LSR")
                .endMetadata();
    }

    PodBuilder marked(String name, String group, Map<String, String> requests) {
        Map<String, Quantity> quantities = new HashMap<>();
        requests.forEach((resource, amount) -> quantities.put(resource, new Quantity(amount)));
        quantities.put(ResourceNames.PINNED, new Quantity("0"));
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName("koord-scheduler")
                .withTerminationGracePeriodSeconds(0L)
                .addToNodeSelector("group", group)
                .addNewContainer()
                .withName("main")
                .withImage("none")
                .withNewResources()
                .withRequests(quantities)
                .addToLimits(ResourceNames.PINNED, new Quantity("0"))
                .endResources()
                .endContainer()
                .endSpec();
    }

    /** Creates so many pinned pods, as fast as the API server takes them, beside what the test goes on with. */
    CompletableFuture<Void> createPinned(String prefix, String group, String cpu, int pods) {
        return CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < pods; i++) {
                        createSurely(pinned(prefix + i, group, cpu));
                    }
                },
                work -> Thread.ofPlatform().daemon().start(work));
    }

    /** A connection that ends under a request leaves open whether the pod was made: asked again, it may be there. */
    private void createSurely(PodBuilder pod) {
        awaiting().until(() -> {
            try {
                create(pod);
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() == 0) {
                    return false;
                }
                if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                    return true;
                }
                throw e;
            }
        });
    }

    Pod create(PodBuilder pod) {
        return client().resource(pod.build()).create();
    }

    Pod reload(Pod pod) {
        return client().resource(pod).get();
    }

    /** The node of a pod once it has one. */
    String placed(Pod pod) {
        awaiting()
                .untilAsserted(() -> assertThat(node(pod))
                        .as("node of %s, told: %s", pod.getMetadata().getName(), messages(pod))
                        .isPresent());
        return node(pod).orElseThrow();
    }

    Optional<String> node(Pod pod) {
        return Optional.ofNullable(reload(pod).getSpec().getNodeName());
    }

    static ResourceStatus status(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        return annotations == null
                ? ResourceStatus.NONE
                : ResourceStatus.parse(annotations.get(Annotations.RESOURCE_STATUS))
                        .valid()
                        .orElse(ResourceStatus.NONE);
    }

    List<String> messages(Pod pod) {
        return client().v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(event -> pod.getMetadata()
                        .getUid()
                        .equals(event.getInvolvedObject().getUid()))
                .map(event -> event.getReason() + ": " + event.getMessage())
                .toList();
    }

    /** Waits until the scheduler has said why it does not place a pod, with these words in it. */
    void assertRefused(Pod pod, String why) {
        awaiting()
                .untilAsserted(() -> assertThat(messages(pod))
                        .anyMatch(message -> message.startsWith("FailedScheduling") && message.contains(why)));
        assertThat(node(pod)).isEmpty();
    }

    void delete(Pod pod) {
        client().resource(pod).withGracePeriod(0).delete();
    }

    /** Of some pods that have no node, what they were told. */
    String unplaced(String prefix) {
        return client().pods().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getName().startsWith(prefix))
                .filter(pod -> pod.getSpec().getNodeName() == null)
                .limit(3)
                .map(pod -> pod.getMetadata().getName() + " " + messages(pod))
                .collect(Collectors.joining("; "));
    }

    /** Fails if a CPU of a node of the group is given to two pods, or to a pod that got another number than it asked for. */
    int assertDisjoint(String prefix, int cpusEach) {
        Map<String, CpuSet> taken = new HashMap<>();
        int placed = 0;
        for (Pod pod : client().pods().inNamespace(NAMESPACE).list().getItems()) {
            String node = pod.getSpec().getNodeName();
            if (node == null || !pod.getMetadata().getName().startsWith(prefix)) {
                continue;
            }
            placed++;
            CpuSet cpus = status(pod).cpus();
            assertThat(cpus.size()).as(pod.getMetadata().getName()).isEqualTo(cpusEach);
            CpuSet before = taken.getOrDefault(node, CpuSet.EMPTY);
            assertThat(before.intersect(cpus).isEmpty())
                    .as("CPUs %s of %s on %s", cpus, pod.getMetadata().getName(), node)
                    .isTrue();
            taken.put(node, before.union(cpus));
        }
        return placed;
    }

    static ConditionFactory awaiting() {
        return Awaitility.await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(200));
    }

    /** 2 threads a core, L3 domains of four cores. */
    static CpuTopology machine(int numaNodes, int cpusPerNuma) {
        return Pins.topology(numaNodes, cpusPerNuma / 2, 4);
    }

    @Override
    public void close() {
        programs.reversed().forEach(ChildProgram::close);
        server.close();
    }
}
